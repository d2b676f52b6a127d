using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Records of what people consented to, as far as requests of theirs reach them.</summary>
public interface IConsentRecords
{
    /// <summary>Removes what was said in a call whose recording is erased.</summary>
    /// <param name="callToken">The blind token of the call id.</param>
    Task ForgetAsync(TenantStore store, RecordingId recording, string callToken, CancellationToken cancellationToken);

    /// <summary>Whether anything is left of what was said in that call.</summary>
    Task<bool> IsKeptAsync(TenantStore store, RecordingId recording, string callToken, CancellationToken cancellationToken);

    /// <summary>
    /// Destroys the records of a person who is erased, except where a recording of theirs has to be kept: what the controller may have to
    /// show of it is kept with it (GDPR Art. 7(1), 17(3)(e)).
    /// </summary>
    /// <param name="isKept">Whether a recording of the person is kept, in whole or in part.</param>
    /// <returns>How many were destroyed, and how many are kept.</returns>
    Task<(int Erased, int Kept)> EraseAsync(
        TenantStore store, StoredSubjectRequest request, bool isKept, TenantSettings settings, CancellationToken cancellationToken);

    /// <summary>
    /// Purposes to which the person of a request consented after it, at large or in the call of a recording, as far as that is still valid.
    /// </summary>
    /// <param name="callToken">The blind token of the recording's call id; null where it has none.</param>
    Task<IReadOnlySet<string>> GivenSinceAsync(
        TenantStore store, StoredSubjectRequest request, string? callToken, CancellationToken cancellationToken);

    /// <summary>What was answered in a call, as it stands: one for each purpose that somebody recorded an answer for.</summary>
    Task<IReadOnlyList<CallConsent>> OfCallAsync(TenantStore store, string callToken, CancellationToken cancellationToken);

    /// <summary>The person's records, for the answer to a request for access.</summary>
    Task<IReadOnlyList<ReportConsent>> OfAsync(
        TenantStore store, StoredSubjectRequest request, TenantSettings settings, CancellationToken cancellationToken);
}

/// <summary>An answer about one purpose, in a call.</summary>
/// <param name="State">As <c>consentId</c>'s: <c>given</c>.</param>
/// <param name="Method">How it was given: <c>spoken</c>, <c>ivrKey</c>, <c>webForm</c>, <c>written</c>; null where nobody said.</param>
/// <param name="Notice">Id and version of the notice, <c>id/version</c>.</param>
/// <param name="MediaSeconds">Where it is spoken in the media.</param>
public sealed record CallConsent(
    string Purpose, string State, DateTimeOffset At, string? Method, string? Notice, double? MediaSeconds);

/// <summary>One record in an access report.</summary>
/// <param name="History">What was asked and answered, oldest first, in words.</param>
/// <param name="RecordingId">The call in which it was said; null for one that is not of a call.</param>
public sealed record ReportConsent(
    ConsentId ConsentId, string Purpose, string State, IReadOnlyList<string> History, RecordingId? RecordingId)
{
    public override string ToString() => "ReportConsent(redacted)";
}
