using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// External moves of a request. The register is written first, under <c>If-Match</c>; the orchestration is then notified and reads the
/// register. Repeating a move returns the same answer; a different one is a conflict.
/// </summary>
public sealed class SubjectRequestActions(
    SubjectRequestChange changes,
    SubjectRequestAudit audit,
    SubjectRequestTexts texts,
    SubjectRequestPreviewer previews,
    RestrictionLifting lifting,
    SubjectRequestEnds ends,
    HumanReviews reviews,
    SubjectRequestFees fees,
    Mandates mandates,
    IndexSecretReader secrets,
    TimeProvider clock)
{
    public Task<Outcome<StoredSubjectRequest>> IdentifyAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        IdentityForm form,
        TenantSettings settings,
        CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Identity),
            async (document, token) => IdentityChanges.IsSame(document, form) ? document
                : await mandates.RecordAsync(store, id, document, form, token) is { } fault ? fault
                : Identify(document, form, actor, settings),
            cancellationToken);

    /// <summary>
    /// Binds the decision to the preview that it names, which one that destroys or discloses must do; another decision without one acts on
    /// strong matches only. A fee postpones the decision.
    /// </summary>
    public async Task<Outcome<StoredSubjectRequest>> DecideAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        DecisionForm form,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        if (form.Outcome is DecisionOutcome.Fee)
        {
            return await fees.AskAsync(store, actor, id, form, settings, cancellationToken);
        }

        var mac = await MacAsync(store, form, cancellationToken);
        return await changes.ApplyAsync(store, id, By(actor, SubjectRequestEvents.Decided, mac), async (document, token) =>
        {
            if (document.Decision is { } made
                && document.State is not (SubjectRequestState.AwaitingIdentity or SubjectRequestState.AwaitingDecision))
            {
                return DerivedMac.Matches(made.Mac, mac)
                    ? document
                    : Failure.Conflict("The request has already been decided differently.");
            }

            if (FourEyesRule.Of(document, form.Outcome, actor, settings) is not { } fourEyes)
            {
                return await OnePersonAsync(store, id, actor, token);
            }

            var state = DecisionRecorder.State(form, mac, actor, clock.GetUtcNow(), fourEyes);
            if (DecisionRecorder.Apply(document, state, clock.GetUtcNow(), settings) is not { } changed)
            {
                return Failure.Conflict("The request cannot be decided in its current state.");
            }

            if (DecisionGate.Refusal(document, form, settings) is { } refusal)
            {
                return refusal;
            }

            if (await reviews.CheckAsync(store, "review.", form.Review, token) is { } unknown)
            {
                return unknown;
            }

            if ((await AgreeAsync(store, id, document, form, mac, settings, token)).Failure is { } failure)
            {
                return failure;
            }

            await texts.PutAsync(store, id, DecisionRecorder.NameOf(mac), form, token);
            return changed;
        }, cancellationToken);
    }

    public async Task<Outcome<StoredSubjectRequest>> ExtendAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        ExtensionForm form,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var mac = await MacAsync(store, form, cancellationToken);
        return await changes.ApplyAsync(store, id, By(actor, SubjectRequestEvents.Extended, mac), async (document, token) =>
        {
            var notice = new ExtensionNotice(form.Until, form.Reasons, form.ToldAt);
            if (!document.Clock.Extend(notice, clock.GetUtcNow(), LegalCalendar.Of(settings)).IsSuccess(out var extended, out var failure))
            {
                return failure;
            }

            if (ReferenceEquals(extended, document.Clock))
            {
                return document;
            }

            if (!SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Extend, out var to))
            {
                return Failure.Conflict("A closed request cannot be extended.");
            }

            await texts.PutAsync(store, id, ExtensionForm.NameOf(mac), form, token);
            return (document with { State = to, Clock = extended, ExtensionMac = mac }).At(clock.GetUtcNow(), "extended", "success");
        }, cancellationToken);
    }

    /// <param name="letter">The current letter, which is kept as sent.</param>
    public Task<Outcome<StoredSubjectRequest>> AnswerAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        AnswerForm form,
        TenantSettings settings,
        Func<StoredSubjectRequest, CancellationToken, Task<SentLetter>> letter,
        CancellationToken cancellationToken) =>
        changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.Answered), async (document, token) =>
        {
            if (document.Answer is { } given)
            {
                return given.Channel == form.Channel && (form.SentAt is null || form.SentAt == given.SentAt)
                    ? document
                    : Failure.Conflict("The request has already been answered.");
            }

            if (!SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Answer, out var to))
            {
                return Failure.Conflict("The answer is not ready yet.");
            }

            if (document is { State: SubjectRequestState.AwaitingAnswer, Transfer.IsOpen: true })
            {
                return Failure.Conflict(settings.ReviewPackages && document.Package is { ReleasedAt: null }
                    ? "The package has not been released yet."
                    : "The package is still being sent to the other controller; the letter says what came of it.");
            }

            var released = ReleasedWith(document);
            if (settings.ReviewPackages && !ReferenceEquals(released, document))
            {
                return Failure.Conflict("The package has not been released yet.");
            }

            var (now, written) = (clock.GetUtcNow(), await letter(new StoredSubjectRequest(id, document, default), token));
            var sent = new AnswerState(form.SentAt ?? now, form.Channel, $"answer-{Guid.CreateVersion7(now):N}");
            await texts.PutAsync(store, id, sent.Letter, written, token);
            var until = now.AddYears(settings.RequestYears);
            await ends.PutAsync(store, id, until, token);
            return (released with { State = to, Answer = sent, Answers = [.. document.Answers, sent], KeepUntil = until })
                .At(now, "answered", "success");
        }, cancellationToken);

    public Task<Outcome<StoredSubjectRequest>> CancelAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        CancelForm form,
        TenantSettings settings,
        CancellationToken cancellationToken) =>
        changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.Cancelled), async (document, token) =>
        {
            if (document.State is SubjectRequestState.Cancelled)
            {
                return document;
            }

            if (!SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Cancel, out var to))
            {
                return Failure.Conflict("A request that is running or closed cannot be cancelled.");
            }

            await texts.PutAsync(store, id, CancelForm.Name, form, token);
            var until = clock.GetUtcNow().AddYears(settings.RequestYears);
            await ends.PutAsync(store, id, until, token);
            return (document with { State = to, KeepUntil = until }).At(clock.GetUtcNow(), "cancelled", "success");
        }, cancellationToken);

    /// <summary>Lifts this request's restrictions, ground by ground; other restrictions remain.</summary>
    public async Task<Outcome<StoredSubjectRequest>> LiftAsync(
        TenantStore store, Actor actor, SubjectRequestId id, LiftForm form, CancellationToken cancellationToken)
    {
        var moved = await changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.Lifted), async (document, token) =>
        {
            if (document.EndedAt is not null)
            {
                return SubjectRequestTexts.Ended;
            }

            if (document.LiftToldAt is { } told)
            {
                return told == form.ToldAt ? document : Failure.Conflict("The restriction has already been lifted.");
            }

            if (!SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Lift, out var to))
            {
                return Failure.Conflict("The restriction is not in effect yet.");
            }

            await texts.PutAsync(store, id, LiftForm.Name, form, token);
            return (document with { State = to, LiftToldAt = form.ToldAt }).At(clock.GetUtcNow(), "restrictionLifted", "success");
        }, cancellationToken);
        if (moved.IsSuccess(out var stored, out _))
        {
            await lifting.LiftAsync(store, stored, actor, cancellationToken);
        }

        return moved;
    }

    Outcome<SubjectRequestDocument> Identify(SubjectRequestDocument document, IdentityForm form, Actor actor, TenantSettings settings)
    {
        if (!IdentityQuestion.Allows(form.Outcome, document.Type, document.Ground))
        {
            return Failure.Invalid("outcome", IdentityQuestion.Rule);
        }

        return IdentityChanges.TryApply(document, form, actor, clock.GetUtcNow(), settings) is { } changed
            ? changed
            : Failure.Conflict("The identity has already been verified or rejected.");
    }

    /// <param name="mac">Tells this move from another of its kind that is made at once: each has its own end in the audit log.</param>
    static Announcement By(Actor actor, string @event, string mac) => new(actor, @event, SubjectRequestTexts.Short(mac));

    /// <summary>Releases the package: once the person has been told about it, it must not change.</summary>
    SubjectRequestDocument ReleasedWith(SubjectRequestDocument document) =>
        document.Package is { ReleasedAt: null, DestroyedAt: null } package
        ? (document with { Package = package with { ReleasedAt = clock.GetUtcNow() } })
            .At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.Released), "with the answer")
        : document;

    async Task<Outcome<Unit>> AgreeAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        DecisionForm form,
        string mac,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        if (form.Outcome is DecisionOutcome.Refuse || (
            form.Preview is null && form.Include.Count == 0 && form.Exclude.Count == 0 && form.Parties.Count == 0))
        {
            return default(Unit);
        }

        var seen = await previews.ComputeAsync(store, id, document, settings, cancellationToken);
        if (form.Preview is not null && form.Preview.Trim('"') != seen.ETag.Trim('"'))
        {
            return Failure.Conflict("The recordings or verdicts have changed since that preview; get a new preview.");
        }

        var known = seen.Items.Select(x => x.RecordingId).ToHashSet();
        if (Unseen(form, known) is { Any: true } errors)
        {
            return Failure.Invalid(errors);
        }

        if (form.Preview is not null)
        {
            await texts.PutAsync(store, id, DecisionRecorder.AgreedName(mac), new AgreedRecordings([.. known]), cancellationToken);
        }

        return default(Unit);
    }

    static FieldErrors Unseen(DecisionForm form, HashSet<RecordingId> known)
    {
        var errors = new FieldErrors();
        foreach (var (i, _) in form.Include.Index().Where(x => !known.Contains(x.Item)))
        {
            errors.Add($"include[{i}]", "is not in the preview");
        }

        foreach (var (i, _) in form.Exclude.Index().Where(x => !known.Contains(x.Item.RecordingId)))
        {
            errors.Add($"exclude[{i}].recordingId", "is not in the preview");
        }

        foreach (var (i, _) in form.Parties.Index().Where(x => !known.Contains(x.Item.RecordingId)))
        {
            errors.Add($"parties[{i}].recordingId", "is not in the preview");
        }

        return errors;
    }

    async Task<Failure> OnePersonAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        await audit.RefuseAsync(store, id, actor, SubjectRequestEvents.Decided, "fourEyes", cancellationToken);
        return Failure.Forbidden(
            "Whoever filed the request, verified the identity, gave the corrections or named the controller that receives the package"
            + " cannot approve what destroys, discloses or corrects: a second person must (setting filerMayApprove).");
    }

    async Task<string> MacAsync<T>(TenantStore store, T form, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return secret.RequestMac(StrictJson.Write(form));
    }
}
