using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Finding a person (API.md, Subjects and rights requests).</summary>
public sealed class SubjectEndpoints(
    TenantStoreFactory stores, TenantSettingsStore settings, SubjectFinder finder, IndexSecretReader secrets, ISubjectRequests requests)
{
    [Function("SearchSubjects")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/subjects/search")] HttpRequest request,
        string tenant,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        if (!(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out var failure)
            || !SubjectSearch.Parse(body, new IdentityNormalizer(current.Country)).IsSuccess(out var identities, out failure))
        {
            return failure.ToAnswer();
        }

        return (await FindAsync(stores.Open(context.Scope()), identities, cancellation)).Ok();
    }

    async Task<Outcome<SubjectAnswer>> FindAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellation)
    {
        try
        {
            var found = await finder.FindAsync(store, identities, cancellation)
                .Select(x => new FoundRecording(x.RecordingId, x.StartedAt, x.State, x.Match, x.MatchedOn, x.Holds, x.Restricted))
                .ToListAsync(cancellation);
            return new SubjectAnswer(found, await requests.FindAsync(store, await TokensAsync(store, identities, cancellation), cancellation));
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("A stored recording failed its integrity check, so its data subjects cannot be determined.");
        }
    }

    /// <summary>A name finds nobody alone.</summary>
    async Task<IReadOnlyList<string>> TokensAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellation)
    {
        using var secret = await secrets.OpenAsync(store, cancellation);
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
