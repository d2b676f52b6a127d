using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Finds a person (openapi.yaml, Subjects).</summary>
public sealed class SubjectEndpoints(
    SubjectFinder finder, IndexSecretReader secrets, ISubjectRequests requests)
{
    [Function("SearchSubjects")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/subjects/search")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from identities in request.ReadAsync(body => SubjectSearch.Parse(body, new IdentityNormalizer(current.Country)))
         from found in FindAsync(context.Store(), identities, context.Aborted())
         select found).OkAsync();

    async Task<Outcome<SubjectAnswer>> FindAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        try
        {
            var found = await finder.FindAsync(store, identities, cancellationToken)
                .Select(x => new FoundRecording(x.RecordingId, x.StartedAt, x.State, x.Match, x.MatchedOn, x.Holds, x.Restricted))
                .ToListAsync(cancellationToken);
            return new SubjectAnswer(
                found, await requests.FindAsync(store, await TokensAsync(store, identities, cancellationToken), cancellationToken));
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("A stored recording failed its integrity check, so its data subjects cannot be determined.");
        }
    }

    /// <summary>A name alone identifies nobody.</summary>
    async Task<IReadOnlyList<string>> TokensAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return [.. identities.Where(x => x.Type is not IdentityType.Name).Select(x => secret.Tokens.Token(x).Value)];
    }

    sealed record SubjectAnswer(IReadOnlyList<FoundRecording> Recordings, IReadOnlyList<SubjectRequestId> Requests);

    sealed record FoundRecording(
        RecordingId RecordingId,
        DateTimeOffset StartedAt,
        RecordingState State,
        MatchStrength Match,
        IReadOnlyList<IdentityType> MatchedOn,
        int Holds,
        bool Restricted);
}
