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
    RequestMover mover,
    RequestTexts texts,
    RequestPreviews previews,
    RestrictionLifting lifting,
    IndexSecrets secrets,
    TimeProvider clock)
{
    public Task<Outcome<StoredRequest>> IdentifyAsync(
        TenantStore store, Actor actor, RequestId id, IdentityForm form, TenantSettings settings, CancellationToken cancellation) =>
        mover.MoveAsync(store, actor, id, RequestEvents.Identity, (document, _) => Task.FromResult(
            IdentityChanges.IsSame(document, form)
                ? Move.Unchanged
                : Move.Of(IdentityChanges.TryApply(document, form, clock.GetUtcNow(), settings), "Its identity is settled.")), cancellation);

    /// <summary>Binds the decision to the preview that it names; one without acts on strong matches only.</summary>
    public async Task<Outcome<StoredRequest>> DecideAsync(
        TenantStore store, Actor actor, RequestId id, DecisionForm form, TenantSettings settings, CancellationToken cancellation)
    {
        var mac = await MacAsync(store, form, cancellation);
        return await mover.MoveAsync(store, actor, id, RequestEvents.Decided, async (document, token) =>
        {
            if (document is { Decision: { } made, State: not RequestState.AwaitingIdentity and not RequestState.AwaitingDecision })
            {
                return Recordings.State.ManifestSeal.Matches(made.Mac, mac) ? Move.Unchanged : Move.Stands("It was decided already, and otherwise.");
            }

            var state = DecisionForms.State(form, mac, actor, clock.GetUtcNow(), form.Preview is not null);
            if (DecisionForms.Apply(document, state, clock.GetUtcNow(), settings) is not { } changed)
            {
                return Move.Stands("In its present state the request can't be decided.");
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
        return await mover.MoveAsync(store, actor, id, RequestEvents.Extended, async (document, token) =>
        {
            var notice = new ExtensionNotice(form.Until, form.Reasons, form.ToldAt);
            if (!document.Clock.Extend(notice, clock.GetUtcNow(), LegalCalendar.Of(settings)).IsSuccess(out var extended, out var failure))
            {
                return failure;
            }

            if (ReferenceEquals(extended, document.Clock))
            {
                return Move.Unchanged;
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Extend, out var to))
            {
                return Move.Stands("What is over can't be extended.");
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
        TenantSettings settings,
        Func<StoredRequest, CancellationToken, Task<SentLetter>> letter,
        CancellationToken cancellation) =>
        mover.MoveAsync(store, actor, id, RequestEvents.Answered, async (document, token) =>
        {
            var sent = new AnswerState(form.SentAt ?? clock.GetUtcNow(), form.Channel);
            if (document.Answer is { } given)
            {
                return given.Channel == form.Channel && (form.SentAt is null || form.SentAt == given.SentAt)
                    ? Move.Unchanged
                    : Move.Stands("It was answered already.");
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Answer, out var to))
            {
                return Move.Stands("There is no answer to send yet.");
            }

            var released = ReleasedWith(document);
            if (settings.ReviewPackages && !ReferenceEquals(released, document))
            {
                return Move.Stands("The package has not been released yet.");
            }

            await texts.PutAsync(store, id, AnswerForm.Name, await letter(new StoredRequest(id, document, default), token), token);
            return new Move((released with { State = to, Answer = sent }).At(clock.GetUtcNow(), "answered", "success"));
        }, cancellation);

    public Task<Outcome<StoredRequest>> CancelAsync(
        TenantStore store, Actor actor, RequestId id, CancelForm form, CancellationToken cancellation) =>
        mover.MoveAsync(store, actor, id, RequestEvents.Cancelled, async (document, token) =>
        {
            if (document.State is RequestState.Cancelled)
            {
                return Move.Unchanged;
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Cancel, out var to))
            {
                return Move.Stands("What has begun, or is over, can't be cancelled.");
            }

            await texts.PutAsync(store, id, CancelForm.Name, form, token);
            return new Move((document with { State = to }).At(clock.GetUtcNow(), "cancelled", "success"));
        }, cancellation);

    public Task<Outcome<StoredRequest>> RetryAsync(TenantStore store, Actor actor, RequestId id, CancellationToken cancellation) =>
        mover.MoveAsync(store, actor, id, RequestEvents.Retried, (document, _) => Task.FromResult(
            document is { State: RequestState.Running, Run.Failures: > 0 }
                ? Move.Unchanged
                : RequestTransitions.TryApply(document.State, RequestOperation.Retry, out var to)
                    ? Move.Of((document with { State = to }).At(clock.GetUtcNow(), "retried", "success"), "")
                    : Move.Stands("Nothing of it failed.")), cancellation);

    /// <summary>Lifts what this request restricted, ground by ground; other restrictions stand.</summary>
    public async Task<Outcome<StoredRequest>> LiftAsync(
        TenantStore store, Actor actor, RequestId id, LiftForm form, CancellationToken cancellation)
    {
        var moved = await mover.MoveAsync(store, actor, id, RequestEvents.Lifted, async (document, token) =>
        {
            if (document.LiftToldAt is { } told)
            {
                return told == form.ToldAt ? Move.Unchanged : Move.Stands("It was lifted already.");
            }

            if (!RequestTransitions.TryApply(document.State, RequestOperation.Lift, out var to))
            {
                return Move.Stands("It restricts nothing yet.");
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

    /// <summary>What the person is told they have stays as it is.</summary>
    RequestDocument ReleasedWith(RequestDocument document) => document.Package is { ReleasedAt: null, DestroyedAt: null } package
        ? (document with { Package = package with { ReleasedAt = clock.GetUtcNow() } })
            .At(clock.GetUtcNow(), RequestEvents.Step(RequestEvents.Released), "with the answer")
        : document;

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
}
