using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
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
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
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
        var found = await finder.FindAsync(store, identities, cancellationToken).ToListAsync(cancellationToken);
        return new SubjectAnswer(
            [.. found.Where(x => x.State is not null).Select(FoundRecording.Of)],
            [.. found.Where(x => x.State is null).Select(x => x.RecordingId)],
            await requests.FindAsync(store, await TokensAsync(store, identities, cancellationToken), cancellationToken));
    }

    /// <summary>A name alone identifies nobody.</summary>
    async Task<IReadOnlyList<string>> TokensAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return [.. identities.Where(x => x.Type is not IdentityType.Name).Select(x => secret.Tokens.Token(x).Value)];
    }

    /// <param name="Unverifiable">Recordings that the index names and whose stored state failed authentication.</param>
    sealed record SubjectAnswer(
        IReadOnlyList<FoundRecording> Recordings, IReadOnlyList<RecordingId> Unverifiable, IReadOnlyList<SubjectRequestId> Requests);

    sealed record FoundRecording(
        RecordingId RecordingId,
        DateTimeOffset StartedAt,
        RecordingState State,
        MatchStrength Match,
        IReadOnlyList<IdentityType> MatchedOn,
        int Holds,
        bool Restricted)
    {
        public static FoundRecording Of(SubjectMatch match) => new(
            match.RecordingId, match.StartedAt, match.State!.Value, match.Match, match.MatchedOn, match.Holds, match.Restricted);
    }
}
