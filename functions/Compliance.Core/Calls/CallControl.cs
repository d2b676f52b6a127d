using System.Security.Cryptography;
using System.Text;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Handles signals about live calls: stores the signal, commands the recorders, writes the audit log, and then waits briefly for the
/// recorders' answers. A stored signal is never lost: pending commands are sent again with the next heartbeat. The audit entry follows the
/// change instead of announcing it, because card data does not wait for a log, and the state blob has the whole record.
/// </summary>
public sealed class CallControl(
    IndexSecretReader secrets,
    CallKeys keys,
    TenantSettingsStore settings,
    LiveCallStore calls,
    RecorderCommands commands,
    IAuditLog audit,
    TimeProvider clock)
{
    /// <summary>A sender's time that differs from ours by more is faulty: our time is used instead.</summary>
    static readonly TimeSpan Plausible = TimeSpan.FromHours(24);

    /// <summary>Delays in milliseconds between checks for answers: 315 in total, which limits the response time.</summary>
    static readonly int[] Looks = [5, 10, 20, 40, 80, 160];

    public Task<CallAnswer> PauseAsync(
        TenantStore store, Actor actor, CallId id, PauseRequest request, CancellationToken cancellationToken) =>
        SignalAsync(store, actor, id, CallSignalKind.Pause, request, cancellationToken);

    public Task<CallAnswer> ResumeAsync(
        TenantStore store, Actor actor, CallId id, PauseRequest request, CancellationToken cancellationToken) =>
        SignalAsync(store, actor, id, CallSignalKind.Resume, request, cancellationToken);

    public async Task<CallAnswer> EndAsync(
        TenantStore store, Actor actor, CallId id, CallMoment moment, CancellationToken cancellationToken)
    {
        var heard = Hear(actor, moment.At);
        var signal = new CallSignal(CallSignalKind.End, heard.At, null, [], heard.Source);
        return await TakeAsync(
            store,
            actor,
            id,
            heard,
            call => moment.StartedAt is { } started ? call.With(signal) with { MediaStart = new MediaStart(started, heard.Source) } : call.With(signal),
            new Note("call.ended"),
            cancellationToken);
    }

    /// <summary>A sign of life. It stores nothing for a call that is unknown or not paused.</summary>
    public async Task<CallAnswer> HeartbeatAsync(
        TenantStore store, Actor actor, CallId id, CallMoment moment, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var token = await TokenAsync(store, id, cancellationToken);
        var now = clock.GetUtcNow();
        var update = await calls.UpdateAsync(
            store, token, call =>
                call?.Timeline().Paused.Count > 0 ? Tell(
                    Sample(call, Hear(actor, moment.At), now), current, asked: false, now) : null, cancellationToken);
        if (update is { Written: true } written)
        {
            await commands.SendAsync(
                store, token, written.Call, [.. written.Call.Recorders.Where(x => x.SentAt == now)], cancellationToken);
        }

        return CallAnswer.Of(id, update?.Call, current);
    }

    Task<CallAnswer> SignalAsync(
        TenantStore store, Actor actor, CallId id, CallSignalKind kind, PauseRequest request, CancellationToken cancellationToken)
    {
        var heard = Hear(actor, request.At);
        var signal = new CallSignal(kind, heard.At, request.Trigger, request.Channels ?? [], heard.Source);
        var note = new Note(kind is CallSignalKind.Pause ? "call.paused" : "call.resumed", signal, request.Field);
        return TakeAsync(store, actor, id, heard, call => call.With(signal), note, cancellationToken);
    }

    /// <param name="cancellationToken">Ends only the wait: the request of a page that closes still counts.</param>
    async Task<CallAnswer> TakeAsync(
        TenantStore store,
        Actor actor,
        CallId id,
        HeardTime heard,
        Func<LiveCall, LiveCall> change,
        Note note,
        CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, CancellationToken.None)).Settings;
        var token = await TokenAsync(store, id, CancellationToken.None);
        var sealedId = await keys.SealAsync(store, token, id, CancellationToken.None);
        var now = clock.GetUtcNow();
        var fresh = new LiveCall { Id = Guid.CreateVersion7(now).ToString("D"), SealedCallId = sealedId, HeardAt = now };
        var added = false;
        var update = await calls.UpdateAsync(
            store,
            token,
            call =>
            {
                var before = call ?? fresh;
                var after = change(before);
                added = after.Signals.Count > before.Signals.Count;
                // A repeat carries the time of the original signal, so it does not show how far the clocks are apart.
                return Tell(added ? Sample(after, heard, now) : after, current, asked: true, now);
            },
            CancellationToken.None);
        var taken = update!.Value.Call;
        await commands.SendAsync(store, token, taken, [.. taken.Recorders.Where(x => x.SentAt == now)], CancellationToken.None);
        var audited = added ? audit.AppendAsync(store.Scope, note.Entry(taken, actor), CancellationToken.None) : Task.CompletedTask;
        taken = await AnsweredAsync(store, token, taken, cancellationToken);
        await audited;
        return CallAnswer.Of(id, taken, current);
    }

    async Task<LiveCall> AnsweredAsync(TenantStore store, string token, LiveCall call, CancellationToken cancellationToken)
    {
        foreach (var wait in Looks)
        {
            if (cancellationToken.IsCancellationRequested || call.Recorders.All(x => x.Answer is not RecorderAnswer.Pending))
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, CancellationToken.None);
            call = await calls.FindAsync(store, token, CancellationToken.None) ?? call;
        }

        return call;
    }

    LiveCall Tell(LiveCall call, TenantSettings current, bool asked, DateTimeOffset now) => call with
    {
        HeardAt = now,
        Recorders = RecorderTable.Next(
            call.Recorders,
            [.. current.Recorders.Select(x => (x.Name, x.Channel))],
            call.Timeline().Paused,
            asked,
            now,
            () => Guid.CreateVersion7(clock.GetUtcNow()).ToString("D")),
    };

    static LiveCall Sample(LiveCall call, HeardTime heard, DateTimeOffset now) =>
        heard.Source is { } source ? call with { Clocks = SourceClock.Add(call.Clocks, source, now - heard.At) } : call;

    HeardTime Hear(Actor actor, DateTimeOffset? at)
    {
        var now = clock.GetUtcNow();
        return at is { } told && (told - now).Duration() <= Plausible ? new HeardTime(told, SourceOf(actor)) : new HeardTime(now, null);
    }

    async Task<string> TokenAsync(TenantStore store, CallId id, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return secret.Tokens.CallIdToken(id.Value).Value;
    }

    /// <summary>Distinguishes senders without identifying them.</summary>
    static string SourceOf(Actor actor) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actor.Pseudonym)).AsSpan(0, 4));

    readonly record struct HeardTime(DateTimeOffset At, string? Source);

    sealed record Note(string Event, CallSignal? Signal = null, string? Field = null)
    {
        public AuditEntry Entry(LiveCall call, Actor actor)
        {
            var details = new Dictionary<string, string>(StringComparer.Ordinal);
            if (Signal is { } signal)
            {
                details["trigger"] = signal.Trigger is PauseTrigger.Automatic ? "automatic" : "manual";
                details["channels"] = signal.Channels.Count == 0 ? "all" : string.Join(',', signal.Channels);
            }

            if (Field is not null)
            {
                details["field"] = Field;
            }

            return new AuditEntry(
                Event,
                $"{call.Id}/{call.Signals.Count}",
                AuditPhase.Single,
                actor.Pseudonym,
                AuditEntry.Success,
                actor.Origin,
                $"calls/{call.Id}",
                details);
        }
    }
}
