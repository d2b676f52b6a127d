using System.Globalization;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>
/// Packages of access and portability requests: looked at, kept back in part, released, and handed out, whole or from where a download broke
/// off.
/// </summary>
public sealed class PackageEndpoints(
    TenantStoreFactory stores,
    TenantSettingsStore settings,
    PackageReader packages,
    PackageReview review,
    PackageMoves moves,
    ILogger<PackageEndpoints> log)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}/package";

    /// <summary>On what is handed out to be looked at, before its release.</summary>
    const string StateHeader = "X-Package-State";

    [Function("ReadPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var caller = context.GetCaller();
        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        if (!SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure)
            || !(await packages.OpenAsync(
                stores.Open(context.Scope()),
                id,
                context.Actor(),
                caller.Has(Role.PrivacyHandler) || caller.Has(Role.PrivacyApprover),
                current.ReviewPackages,
                cancellation)).IsSuccess(out var package, out failure))
        {
            return failure.ToAnswer();
        }

        if (package.Unreleased)
        {
            request.HttpContext.Response.Headers[StateHeader] = "review";
        }

        return new VerifiedFileAnswer(package.File, id.ToString(), log);
    }

    [Function("ReviewPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public async Task<IActionResult> Review(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/review")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure) && Paging.Read(request).IsSuccess(out var paging, out failure)
            ? (await review.ReadAsync(
                stores.Open(context.Scope()), id, context.Actor(), paging.Limit, paging.Continuation, request.HttpContext.RequestAborted))
                .Ok(x => Tag(x.Revision))
            : failure.ToAnswer();

    [Function("RedactPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public async Task<IActionResult> Redact(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/redactions")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure)
            || !RedactionForm.Parse(body).IsSuccess(out var form, out failure)
            || !RevisionOf(request, form).IsSuccess(out var named, out failure))
        {
            return failure.ToAnswer();
        }

        return await AnswerAsync(
            await moves.RedactAsync(stores.Open(context.Scope()), context.Actor(), id, form, named.Revision, named.Other, cancellation),
            client,
            context);
    }

    [Function("ReleasePackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public async Task<IActionResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/release")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure)
            || !ReleaseForm.Parse(body).IsSuccess(out var form, out failure))
        {
            return failure.ToAnswer();
        }

        return await AnswerAsync(
            await moves.ReleaseAsync(stores.Open(context.Scope()), context.Actor(), id, form, cancellation), client, context);
    }

    /// <summary>The register is written: what follows from it does not end with the caller's patience.</summary>
    static async Task<IActionResult> AnswerAsync(Outcome<StoredSubjectRequest> moved, DurableTaskClient client, FunctionContext context)
    {
        if (!moved.IsSuccess(out var stored, out var failure))
        {
            return failure.ToAnswer();
        }

        await client.MoveAsync(context.Scope(), stored.Id, CancellationToken.None);
        var (document, package) = (stored.Document, stored.Document.Package!);
        return Answers.Json(
            new PackageAnswer(stored.Id, document.State, package.Revision, package.ReleasedAt),
            document.State is SubjectRequestState.Running ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    /// <summary>What was looked at: by <c>If-Match</c>, or in the body.</summary>
    static Outcome<NamedRevision> RevisionOf(HttpRequest request, RedactionForm form)
    {
        if (form.Revision is { } revision)
        {
            return new NamedRevision(revision, Failure.Conflict(OtherRevision));
        }

        if (!IfMatch.Read(request).IsSuccess(out var tags, out var failure))
        {
            return failure;
        }

        return tags.Count == 1 && int.TryParse(tags.Single().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var tag)
            ? new NamedRevision(tag, Failure.PreconditionFailed(OtherRevision))
            : Failure.PreconditionFailed(OtherRevision);
    }

    const string OtherRevision = "The package has been rebuilt since that revision; review the current one.";

    static string Tag(int revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <param name="Other">What is answered when another is there.</param>
    sealed record NamedRevision(int Revision, Failure Other);

    sealed record PackageAnswer(SubjectRequestId RequestId, SubjectRequestState State, int Revision, DateTimeOffset? ReleasedAt);
}
