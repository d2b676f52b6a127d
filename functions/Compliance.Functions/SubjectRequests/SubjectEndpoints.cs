using System.Text.Json;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
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
    SubjectFinder finder, IndexSecretReader secrets, ISubjectRequests requests, SearchAudit searches)
{
    [Function("SearchSubjects")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/subjects/search")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from identities in searches.FormAsync(
             context.Scope(),
             context.Actor(),
             SearchAudit.Subjects,
             request.ReadAsync(body => SubjectSearch.Parse(body, new IdentityNormalizer(current.Country))))
         from found in FindAuditedAsync(context, identities)
         select found).OkAsync();

    async Task<Outcome<SubjectAnswer>> FindAuditedAsync(FunctionContext context, IReadOnlyList<NormalizedIdentity> identities) =>
        await searches.RecordAsync(
            context.Scope(),
            context.Actor(),
            SearchAudit.Subjects,
            identities.Select(x => JsonNamingPolicy.CamelCase.ConvertName(x.Type.ToString())),
            await FindAsync(context.Store(), identities, context.Aborted()),
            x => x.Recordings.Count + x.Unverifiable.Count + x.Requests.Count);

    async Task<Outcome<SubjectAnswer>> FindAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        if (identities.All(x => x.Type is IdentityType.Name))
        {
            return Failure.Invalid("identities", SubjectIdentities.NameAlone);
        }

        var found = await finder.SearchAsync(store, identities, cancellationToken);
        return new SubjectAnswer(
            [.. found.Matches.Where(x => x.State is not null).Select(FoundRecording.Of)],
            [.. found.Matches.Where(x => x.State is null).Select(x => x.RecordingId)],
            found.SecondSource,
            await requests.FindAsync(store, await TokensAsync(store, identities, cancellationToken), cancellationToken));
    }

    /// <summary>A name alone identifies nobody.</summary>
    async Task<IReadOnlyList<string>> TokensAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return [.. identities.Where(x => x.Type is not IdentityType.Name).SelectMany(secret.Tokens.Tokens).Select(x => x.Value)];
    }

    /// <param name="Unverifiable">Recordings that the index names and whose stored state failed authentication.</param>
    sealed record SubjectAnswer(
        IReadOnlyList<FoundRecording> Recordings,
        IReadOnlyList<RecordingId> Unverifiable,
        SecondSource SecondSource,
        IReadOnlyList<SubjectRequestId> Requests);

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
