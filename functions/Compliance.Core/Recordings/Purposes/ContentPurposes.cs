using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Content is given for an active purpose of the recording, or for one of the few uses that the law allows beside it: handling a request
/// of the person, a legal hold, a use of restricted data (GDPR Art. 18(2)), and looking for the consent (Art. 7(1)).
/// </summary>
public sealed class ContentPurposes(IOpenRequests requests, TenantSettingsStore settings, TimeProvider clock)
{
    const string Restricted = "Processing of this recording is restricted (GDPR Art. 18); ask the privacy team for access. Until it is "
        + "lifted, content is given to privacy roles for restriction:claims, restriction:consent, restriction:protection, or for an open "
        + "request of the person, request:{id}.";

    const string NotInTeams = "This recording is not in a queue that your teams may access; a matter of a legal hold names you, so its "
        + "content is given to you for hold:{matter}.";

    const string OnlyHeld = "Only a legal hold keeps this recording. Its content is given for hold:{matter}, to the people whom the matter names "
        + "or, where it names none, to privacy roles, and for an open request of the person, request:{id}.";

    static readonly string[] RestrictedUses = ["claims", "consent", "protection"];

    /// <returns>The purpose for the audit log.</returns>
    public async Task<Outcome<string>> CheckAsync(
        TenantStore store, OpenedRecording recording, AccessPurpose stated, Caller caller, CancellationToken cancellationToken)
    {
        var (document, manifest) = (recording.Document, recording.Manifest);
        var purposes = PurposeStanding.Of(recording, manifest.Purposes, clock.GetUtcNow());
        var isRestricted = document.Restriction is not null;
        if (!RecordingReader.Reaches(caller, document) && stated.Kind is not PurposeKind.Hold)
        {
            return Failure.Forbidden(NotInTeams);
        }

        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (IndividualEvaluation.Refusal(current, stated, clock.GetUtcNow()) is { } refusal)
        {
            return refusal;
        }

        if (isRestricted && (!caller.IsPrivacy || stated.Kind is not (PurposeKind.Restriction or PurposeKind.Request)))
        {
            return Failure.Forbidden(Restricted);
        }

        var isOnlyHeld = document.IsHeld
            && purposes.All(x => x.State is not PurposeState.Active)
            && !(manifest.Retention.RetainAtLeastUntil > clock.GetUtcNow());
        var allowed = stated.Kind switch
        {
            PurposeKind.Own => purposes.Any(x => x.Name == stated.Name && x.State is PurposeState.Active),
            PurposeKind.Request => await requests.ConcernsAsync(store, stated.Name, RecordingPeople.Of(manifest.IndexEntries), cancellationToken),
            PurposeKind.Hold => document.Holds.Any(x => x.Matter == stated.Name && ReadsFor(x, caller, isOnlyHeld)),
            PurposeKind.Restriction => isRestricted && RestrictedUses.Contains(stated.Name, StringComparer.Ordinal),
            PurposeKind.ConsentCheck => !isOnlyHeld && caller.IsPrivacy && purposes.Any(x => x.Basis is LawfulBasis.Consent),
            _ => throw new ArgumentOutOfRangeException(nameof(stated)),
        };
        return allowed ? Audited(stated) : Failure.Forbidden(isRestricted ? Restricted : isOnlyHeld ? OnlyHeld : Refusal(purposes));
    }

    /// <summary>A matter that names its people is read by them alone.</summary>
    static bool ReadsFor(HoldState hold, Caller caller, bool isOnlyHeld) =>
        hold.People.Count > 0 ? hold.People.Contains(caller.Pseudonym, StringComparer.Ordinal) : !isOnlyHeld || caller.IsPrivacy;

    static string Refusal(IReadOnlyList<PurposeStanding> purposes)
    {
        var active = purposes.Where(x => x.State is PurposeState.Active).Select(x => x.Name).ToList();
        var stopped = purposes.Where(x => x.State is not PurposeState.Active).Select(x => $"{x.Name} ({StateWord(x.State)})").ToList();
        return "Content of this recording is not given for the purpose in X-Purpose. "
            + (active.Count > 0 ? $"Its active purposes: {string.Join(", ", active)}. " : "None of its purposes is active. ")
            + (stopped.Count > 0 ? $"Stopped: {string.Join(", ", stopped)}. " : "")
            + "Beside them: request:{id} for an open request that concerns it, hold:{matter} for a legal hold on it, and consentCheck for "
            + "privacy roles where a purpose rests on consent.";
    }

    static string StateWord(PurposeState state) => state switch
    {
        PurposeState.Objected => "objected",
        PurposeState.Withdrawn => "withdrawn",
        PurposeState.Ended => "ended",
        PurposeState.Refused => "refused",
        PurposeState.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>The log accepts no text that could be a number of another kind.</summary>
    static string Audited(AccessPurpose stated) => stated.Kind switch
    {
        PurposeKind.Own => stated.Name.Count(char.IsAsciiDigit) < 7 ? stated.Name : AuditDigest.Of(stated.Name),
        PurposeKind.Request => $"request:{stated.Name}",
        PurposeKind.Hold => $"hold:{AuditDigest.Of(stated.Name)}",
        PurposeKind.Restriction => $"restriction:{stated.Name}",
        PurposeKind.ConsentCheck => AccessPurpose.ConsentCheck,
        _ => throw new ArgumentOutOfRangeException(nameof(stated)),
    };
}
