using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
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
    /// <summary>Delays in milliseconds between checks for answers: 315 in total, which limits the response time.</summary>
    static readonly int[] Looks = [5, 10, 20, 40, 80, 160];

    public Task<Outcome<CallAnswer>> PauseAsync(SignalledCall to, PauseRequest request, CancellationToken cancellationToken) =>
        SignalAsync(to, CallSignalKind.Pause, request, cancellationToken);

    public Task<Outcome<CallAnswer>> ResumeAsync(SignalledCall to, PauseRequest request, CancellationToken cancellationToken) =>
        SignalAsync(to, CallSignalKind.Resume, request, cancellationToken);

    public Task<Outcome<CallAnswer>> EndAsync(SignalledCall to, CallMoment moment, CancellationToken cancellationToken)
    {
        var heard = HeardTime.Of(to.Actor, moment.At, clock.GetUtcNow());
        var signal = new CallSignal(CallSignalKind.End, heard.At, null, [], heard.Source) { MediaStart = moment.StartedAt };
        return TakeAsync(to, heard, signal, new CallNote("call.ended"), cancellationToken);
    }

    /// <summary>A sign of life. It stores nothing for a call that is unknown or not paused.</summary>
    public async Task<Outcome<CallAnswer>> HeartbeatAsync(SignalledCall to, CallMoment moment, CancellationToken cancellationToken)
    {
        if (!to.Reach.Any)
        {
            return NoAgent;
        }

        var current = (await settings.ReadAsync(to.Store.Scope, cancellationToken)).Settings;
        var token = await TokenAsync(to, cancellationToken);
        var agent = await AgentAsync(to, token, cancellationToken);
        var (now, foreign) = (clock.GetUtcNow(), false);
        var update = await calls.UpdateAsync(
            to.Store,
            token,
            call =>
            {
                foreign = call?.Admits(agent) is false;
                return !foreign && call?.Timeline().Paused.Count > 0
                    ? Tell(HeardTime.Of(to.Actor, moment.At, now).SampleOf(to, call, now), current, asked: false, now)
                    : null;
            },
            cancellationToken);
        if (foreign)
        {
            return await RefuseAsync(to, update!.Value.Call, cancellationToken);
        }

        if (update is { Written: true } written)
        {
            await SendAsync(to, token, written.Call, now, cancellationToken);
        }

        return CallAnswer.Of(to.Id, update?.Call, current);
    }

    Task<Outcome<CallAnswer>> SignalAsync(
        SignalledCall to, CallSignalKind kind, PauseRequest request, CancellationToken cancellationToken)
    {
        var heard = HeardTime.Of(to.Actor, request.At, clock.GetUtcNow());
        var signal = new CallSignal(kind, heard.At, request.Trigger, request.Channels ?? [], heard.Source);
        var note = new CallNote(kind is CallSignalKind.Pause ? "call.paused" : "call.resumed", signal, request.Field);
        return TakeAsync(to, heard, signal, note, cancellationToken);
    }

    /// <param name="cancellationToken">Ends only the wait: the request of a page that closes still counts.</param>
    async Task<Outcome<CallAnswer>> TakeAsync(
        SignalledCall to, HeardTime heard, CallSignal signal, CallNote note, CancellationToken cancellationToken)
    {
        if (!to.Reach.Any)
        {
            return NoAgent;
        }

        var current = (await settings.ReadAsync(to.Store.Scope, CancellationToken.None)).Settings;
        var token = await TokenAsync(to, CancellationToken.None);
        var sealedId = await keys.SealAsync(to.Store, token, to.Id, CancellationToken.None);
        var agent = await AgentAsync(to, token, CancellationToken.None);
        var now = clock.GetUtcNow();
        var late = to.Period?.IsOver(now) is true;
        var fresh = new LiveCall { Id = Guid.CreateVersion7(now).ToString("D"), SealedCallId = sealedId, HeardAt = now };
        var (added, foreign) = (false, false);
        var update = await calls.UpdateAsync(
            to.Store,
            token,
            call =>
            {
                var before = call ?? fresh;
                foreign = !before.Admits(agent);
                if (foreign)
                {
                    return null;
                }

                var after = before.With(signal with { ReceivedAt = now }, late) with { Agent = before.Agent ?? agent };
                added = after.Count > before.Count;

                // A repeat carries the time of the original signal, so it does not show how far the clocks are apart. What comes when the
                // call is over is nothing that a recorder could act on.
                return late ? after : Tell(added ? heard.SampleOf(to, after, now) : after, current, asked: true, now);
            },
            CancellationToken.None);
        var taken = update!.Value.Call;
        if (foreign)
        {
            return await RefuseAsync(to, taken, CancellationToken.None);
        }

        await SendAsync(to, token, taken, now, CancellationToken.None);
        var entry = (note with { Late = late }).Entry(taken, to.Actor);
        var audited = added ? audit.AppendAsync(to.Store.Scope, entry, CancellationToken.None) : Task.CompletedTask;
        taken = await AnsweredAsync(to.Store, token, taken, cancellationToken);
        await audited;
        return CallAnswer.Of(to.Id, taken, current);
    }

    static Failure NoAgent { get; } = Failure.Forbidden(
        "The token has Calls.Control but neither the claim agentId (the desktop's agent) nor the claim calls with the value * (a bridge).");

    Task<string?> AgentAsync(SignalledCall to, string token, CancellationToken cancellationToken) =>
        keys.AgentAsync(to.Store, token, to.Reach.All ? null : to.Reach.AgentId, cancellationToken);

    /// <summary>Another agent's call: the attempt stands in the audit log.</summary>
    async Task<Failure> RefuseAsync(SignalledCall to, LiveCall call, CancellationToken cancellationToken)
    {
        await audit.AppendAsync(to.Store.Scope, CallNote.Refused(call, to.Actor, clock.GetUtcNow()), cancellationToken);
        return Failure.Forbidden("Another agent's desktop controls this call.");
    }

    Task SendAsync(SignalledCall to, string token, LiveCall call, DateTimeOffset now, CancellationToken cancellationToken) =>
        commands.SendAsync(to.Store, token, call, [.. call.Recorders.Where(x => x.SentAt == now)], cancellationToken);

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

    async Task<string> TokenAsync(SignalledCall to, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(to.Store, cancellationToken);
        return secret.Tokens.CallIdToken(to.Id.Value).Value;
    }
}
