using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What is corrected of one recording, and what is not, as a decider sees it.</summary>
/// <param name="Changes">Values as they are, and as they would be.</param>
/// <param name="NotCorrected">What cannot be corrected, and why.</param>
public sealed record CorrectionPreview(IReadOnlyList<CorrectedValue> Changes, IReadOnlyList<NotCorrected> NotCorrected)
{
    public override string ToString() => "CorrectionPreview(redacted)";
}

/// <param name="What">A file, or a field of the correction.</param>
public sealed record NotCorrected(string What, string Why);

/// <summary>
/// Takes the corrections of a rectification, before its decision or, where a person has to act on what is left of it, afterwards: they are
/// then decided anew.
/// </summary>
public sealed class SubjectRequestCorrections(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestTexts texts,
    CorrectionsCheck check,
    CorrectionReader reader,
    PlanPageStore pages,
    IndexSecretReader secrets,
    TimeProvider clock)
{
    public async Task<Outcome<StoredSubjectRequest>> GiveAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        CorrectionsForm form,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Failure.NotFound("The request does not exist.");
        }

        if (stored.Document.Type is not SubjectRequestType.Rectification)
        {
            return Failure.Conflict("Only a request for rectification takes corrections.");
        }

        var person = await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken)
            ?? throw new ManifestException("The request's identities are gone.");
        var identities = SubjectRequestIdentityNormalizer.Of(person.Identities, settings);
        if (!(await check.CheckAsync(store, identities, form, "", settings, cancellationToken)).IsSuccess(out var free, out var failure))
        {
            return failure;
        }

        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var mac = secret.RequestMac(StrictJson.Write(free));
        await texts.PutAsync(store, id, CorrectionsForm.NameOf(mac), free, cancellationToken);
        var state = CorrectionState.Of(free, mac, actor.Pseudonym, clock.GetUtcNow());
        var announced = new Announcement(actor, SubjectRequestEvents.Corrections, SubjectRequestTexts.Short(mac));
        return await changes.ReopenAsync(
            store,
            id,
            () => changes.ApplyAsync(
                store, id, announced, (document, token) => TakeAsync(store, id, document, state, token), cancellationToken),
            cancellationToken);
    }

    /// <returns>What it does to each recording that it corrects; empty for a request without corrections.</returns>
    public async Task<IReadOnlyDictionary<RecordingId, CorrectionPreview>> PreviewAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        var previews = new Dictionary<RecordingId, CorrectionPreview>();
        foreach (var correction in (await FindAsync(store, stored, cancellationToken))?.Recordings ?? [])
        {
            var errors = new FieldErrors();
            var compared = await reader.CompareAsync(store, correction, "", errors, settings, cancellationToken);
            previews[correction.RecordingId] = new CorrectionPreview(
                compared?.Changes ?? [],
                [
                    .. errors.ByField.Select(x => new NotCorrected(x.Key, x.Value[0])),
                    .. (compared?.NeverAltered ?? []).Select(x => new NotCorrected(x, "is sound or video, which is never altered")),
                ]);
        }

        return previews;
    }

    /// <returns>Null for a request without corrections.</returns>
    public async Task<CorrectionsForm?> FindAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken) =>
        stored.Document.Corrections is not { } given ? null
        : await texts.FindAsync<CorrectionsForm>(store, stored.Id, CorrectionsForm.NameOf(given.Mac), cancellationToken)
            ?? throw new ManifestException("The request's corrections are gone.");

    async Task<Outcome<SubjectRequestDocument>> TakeAsync(
        TenantStore store, SubjectRequestId id, SubjectRequestDocument document, CorrectionState given, CancellationToken cancellationToken)
    {
        if (!SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Correct, out var to))
        {
            return Failure.Conflict("The request does not take corrections in its current state.");
        }

        var again = to != document.State;
        if (!again && document.Corrections?.Mac == given.Mac)
        {
            return document;
        }

        if (again && !(await pages.AllOutcomesAsync(store, id, document.Run.Pages, cancellationToken)).Any(
            x => OutcomeWays.On(x.Outcome).Contains(SubjectRequestOperation.Correct)))
        {
            return Failure.Conflict("The request was carried out, and nothing of it is left to correct.");
        }

        // A decision that was made without these corrections does not cover them.
        return (document with
        {
            State = to,
            Corrections = given,
            Decision = null,
            Answer = null,
            Run = again ? new RunState { Again = document.Run.Again + 1 } : document.Run,
        }).At(
            clock.GetUtcNow(),
            SubjectRequestEvents.Step(SubjectRequestEvents.Corrections),
            given.Recordings.Count == 1 ? "1 recording" : $"{given.Recordings.Count} recordings");
    }
}
