using Compliance.Failures;
using Compliance.Json;
using Compliance.Recordings;
using Compliance.Recordings.Issue;
using Compliance.Rights.Clock;
using Compliance.Rights.Run;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Rights.Requests;

/// <summary>
/// What moves a request on from outside. The register is written first, under <c>If-Match</c>; whoever runs the request is told after, and
/// reads it from there. The same move again is the same answer; another is a conflict.
/// </summary>
public sealed class RequestMoves(
    RequestRegister register,
    RequestAudit audit,
    RequestTexts texts,
    RequestPreviews previews,
    RestrictionLifting lifting,
    IndexSecrets secrets,
    TimeProvider clock)
{
    public Task<Outcome<StoredRequest>> IdentifyAsync(
        TenantStore store, Actor actor, RequestId id, IdentityForm form, TenantSettings settings, CancellationToken cancellation) =>
        MoveAsync(store, actor, id, RequestEvents.Identity, (document, _) => Task.FromResult(
            IdentityChanges.IsSame(document, form)
                ? Unchanged
                : Moved(IdentityChanges.TryApply(document, form, clock.GetUtcNow(), settings), "Its identity is settled.")), cancellation);

    /// <summary>Binds the decision to the preview that it names; one without acts on strong matches only.</summary>
    public async Task<Outcome<StoredRequest>> DecideAsync(
        TenantStore store, Actor actor, RequestId id, DecisionForm form, TenantSettings settings, CancellationToken cancellation)
    {
        var mac = await MacAsync(store, form, cancellation);
        return await MoveAsync(store, actor, id, RequestEvents.Decided, async (document, token) =>
        {
            if (document is { Decision: { } made, State: not RequestState.AwaitingIdentity and not RequestState.AwaitingDecision })
            {
                return Recordings.State.ManifestSeal.Matches(made.Mac, mac) ? Unchanged : Stands("It was decided already, and otherwise.");
            }

            var state = DecisionForms.State(form, mac, actor, clock.GetUtcNow(), form.Preview is not null);
            if (DecisionForms.Apply(document, state, clock.GetUtcNow(), settings) is not { } changed)
            {
                return Stands("In its present state the request can't be decided.");
            }

            if ((await AgreeAsync(store, id, document, form, mac, settings, token)).Failure is { } failure)
            {
                return failure;
            }

            await texts.PutAsync(store, id, DecisionForms.NameOf(mac), form, token);
            return new Move(changed);
        }, cancellation, mac);
    }

    public async Task<Outcome<StoredRequest>> ExtendAsync(
        TenantStore store, Actor actor, RequestId id, ExtensionForm form, TenantSettings settings, CancellationToken cancellation)
    {
        var mac = await MacAsync(store, form, cancellation);
        return await MoveAsync(store, actor, id, RequestEvents.Extended, async (document, token) =>
        {
            var notice = new ExtensionNotice(form.Until, form.Reasons, form.ToldAt);
            if (!document.Clock.Extend(notice, clock.GetUtcNow(), LegalCalendar.Of(settings)).IsSuccess(out var extended, out var failure))
            {
                return failure;
            }

            if (ReferenceEquals(extended, document.Clock))
            {
                return Unchanged;
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Extend, out var to))
            {
                return Stands("What is over can't be extended.");
            }

            await texts.PutAsync(store, id, ExtensionForm.NameOf(mac), form, token);
            return new Move(
                (document with { State = to, Clock = extended, ExtensionMac = mac }).At(clock.GetUtcNow(), "extended", "success"));
        }, cancellation, mac);
    }

    /// <param name="letter">The letter as it is now, kept as it was sent.</param>
    public Task<Outcome<StoredRequest>> AnswerAsync(
        TenantStore store,
        Actor actor,
        RequestId id,
        AnswerForm form,
        Func<StoredRequest, CancellationToken, Task<SentLetter>> letter,
        CancellationToken cancellation) =>
        MoveAsync(store, actor, id, RequestEvents.Answered, async (document, token) =>
        {
            var sent = new AnswerState(form.SentAt ?? clock.GetUtcNow(), form.Channel);
            if (document.Answer is { } given)
            {
                return given.Channel == form.Channel && (form.SentAt is null || form.SentAt == given.SentAt)
                    ? Unchanged
                    : Stands("It was answered already.");
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Answer, out var to))
            {
                return Stands("There is no answer to send yet.");
            }

            await texts.PutAsync(store, id, AnswerForm.Name, await letter(new StoredRequest(id, document, default), token), token);
            return new Move((document with { State = to, Answer = sent }).At(clock.GetUtcNow(), "answered", "success"));
        }, cancellation);

    public Task<Outcome<StoredRequest>> CancelAsync(
        TenantStore store, Actor actor, RequestId id, CancelForm form, CancellationToken cancellation) =>
        MoveAsync(store, actor, id, RequestEvents.Cancelled, async (document, token) =>
        {
            if (document.State is RequestState.Cancelled)
            {
                return Unchanged;
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Cancel, out var to))
            {
                return Stands("What has begun, or is over, can't be cancelled.");
            }

            await texts.PutAsync(store, id, CancelForm.Name, form, token);
            return new Move((document with { State = to }).At(clock.GetUtcNow(), "cancelled", "success"));
        }, cancellation);

    public Task<Outcome<StoredRequest>> RetryAsync(TenantStore store, Actor actor, RequestId id, CancellationToken cancellation) =>
        MoveAsync(store, actor, id, RequestEvents.Retried, (document, _) => Task.FromResult(
            document is { State: RequestState.Running, Run.Failures: > 0 }
                ? Unchanged
                : RequestTransitions.TryApply(document.State, RequestOperation.Retry, out var to)
                    ? Moved((document with { State = to }).At(clock.GetUtcNow(), "retried", "success"), "")
                    : Stands("Nothing of it failed.")), cancellation);

    /// <summary>Lifts what this request restricted, ground by ground; other restrictions stand.</summary>
    public async Task<Outcome<StoredRequest>> LiftAsync(
        TenantStore store, Actor actor, RequestId id, LiftForm form, CancellationToken cancellation)
    {
        var moved = await MoveAsync(store, actor, id, RequestEvents.Lifted, async (document, token) =>
        {
            if (document.LiftToldAt is { } told)
            {
                return told == form.ToldAt ? Unchanged : Stands("It was lifted already.");
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Lift, out var to))
            {
                return Stands("It restricts nothing yet.");
            }

            await texts.PutAsync(store, id, LiftForm.Name, form, token);
            return new Move((document with { State = to, LiftToldAt = form.ToldAt }).At(clock.GetUtcNow(), "restrictionLifted", "success"));
        }, cancellation);
        if (moved.IsSuccess(out var stored, out _))
        {
            await lifting.LiftAsync(store, stored, actor, cancellation);
        }

        return moved;
    }

    static Outcome<Move> Unchanged => new Move(null);

    static Outcome<Move> Stands(string detail) => new Failure.Conflict(detail);

    static Outcome<Move> Moved(RequestDocument? changed, string otherwise) =>
        changed is null ? Stands(otherwise) : new Move(changed);

    async Task<Outcome<Nothing>> AgreeAsync(
        TenantStore store,
        RequestId id,
        RequestDocument document,
        DecisionForm form,
        string mac,
        TenantSettings settings,
        CancellationToken cancellation)
    {
        if (form.Outcome is DecisionOutcome.Refuse || (form.Preview is null && form.Include.Count == 0 && form.Exclude.Count == 0))
        {
            return default(Nothing);
        }

        var seen = await previews.ComputeAsync(store, id, document, settings, cancellation);
        if (form.Preview is not null && form.Preview.Trim('"') != seen.ETag.Trim('"'))
        {
            return new Failure.Conflict("What the decision is about has changed since that preview; look at it again.");
        }

        var known = seen.Items.Select(x => x.RecordingId).ToHashSet();
        var errors = new FieldErrors();
        foreach (var (i, included) in form.Include.Index().Where(x => !known.Contains(x.Item)))
        {
            errors.Add($"include[{i}]", "is not in the preview");
        }

        foreach (var (i, excluded) in form.Exclude.Index().Where(x => !known.Contains(x.Item.RecordingId)))
        {
            errors.Add($"exclude[{i}].recordingId", "is not in the preview");
        }

        if (errors.Any)
        {
            return new Failure.Invalid(errors);
        }

        if (form.Preview is not null)
        {
            await texts.PutAsync(store, id, DecisionForms.AgreedName(mac), new AgreedRecordings([.. known]), cancellation);
        }

        return default(Nothing);
    }

    async Task<string> MacAsync<T>(TenantStore store, T form, CancellationToken cancellation)
    {
        using var secret = await secrets.OpenAsync(store, cancellation);
        return secret.RequestMac(StrictJson.Write(form));
    }

    /// <param name="mac">Tells this move from another of its kind that is made at once: each has its own end in the audit log.</param>
    async Task<Outcome<StoredRequest>> MoveAsync(
        TenantStore store,
        Actor actor,
        RequestId id,
        string @event,
        Func<RequestDocument, CancellationToken, Task<Outcome<Move>>> change,
        CancellationToken cancellation,
        string? mac = null)
    {
        var which = mac is null ? actor.Pseudonym : $"{actor.Pseudonym}/{RequestTexts.Short(mac)}";
        while (true)
        {
            if (await register.FindAsync(store, id, cancellation) is not { } stored)
            {
                return new Failure.NotFound("There is no such request.");
            }

            if (!(await change(stored.Document, cancellation)).IsSuccess(out var move, out var failure))
            {
                return failure;
            }

            if (move.To is not { } changed)
            {
                return stored;
            }

            var owed = await audit.BeginAsync(store, id, actor, @event, $"{stored.Version}/{which}", cancellation);
            if (await register.TryReplaceAsync(store, stored, changed.With(owed), cancellation) is { } written)
            {
                await audit.SettleAsync(store, id, cancellation);
                return written;
            }

            await audit.RefusedAsync(store, id, owed, cancellation);
        }
    }

    /// <param name="To">Null: it is so already.</param>
    sealed record Move(RequestDocument? To);
}
