using System.Globalization;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>
/// Packages of access and portability requests: review, redaction, release, and download, whole or resumed from where it was interrupted.
/// </summary>
public sealed class PackageEndpoints(
    PackageReader packages,
    PackageReview review,
    PackageMoves moves,
    Downloads downloads,
    ILogger<PackageEndpoints> log)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}/package";

    /// <summary>Sent with a package that is downloaded for review, before its release.</summary>
    const string StateHeader = "X-Package-State";

    [Function("ReadPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from place in downloads.Enter(context)
         from current in context.SettingsAsync()
         from package in packages.OpenAsync(
             context.Store(), id, Collector.Staff(context.GetCaller(), context.Actor()), current.ReviewPackages, context.Aborted())
         select (Id: id, Package: package)).AnswerAsync(x => Download(request.HttpContext.Response, x.Id, x.Package));

    [Function("ReviewPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public Task<IActionResult> Review(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/review")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from paging in Paging.Read(request)
         from page in review.ReadAsync(context.Store(), id, context.Actor(), paging.Limit, paging.Continuation, context.Aborted())
         select page).OkAsync(x => Tag(x.Revision));

    [Function("RedactPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Redact(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/redactions")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(RedactionForm.Parse)
         from named in RevisionOf(request, form)
         from stored in moves.RedactAsync(context.Store(), context.Actor(), id, form, named.Revision, named.Other, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), stored)
         select moved).AnswerAsync(Answer);

    [Function("ReleasePackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/release")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(ReleaseForm.Parse)
         from stored in moves.ReleaseAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), stored)
         select moved).AnswerAsync(Answer);

    VerifiedFileAnswer Download(HttpResponse response, SubjectRequestId id, OpenedPackage package)
    {
        if (package.Unreleased)
        {
            response.Headers[StateHeader] = "review";
        }

        return new VerifiedFileAnswer(package.File, id.ToString(), log);
    }

    static IActionResult Answer(StoredSubjectRequest stored)
    {
        var (document, package) = (stored.Document, stored.Document.Package!);
        return Answers.Json(
            new PackageAnswer(stored.Id, document.State, package.Revision, package.ReleasedAt),
            document.State is SubjectRequestState.Running ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    /// <summary>The reviewed revision: from <c>If-Match</c> or from the body.</summary>
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

    /// <param name="Other">The failure if the current revision is a different one.</param>
    sealed record NamedRevision(int Revision, Failure Other);

    sealed record PackageAnswer(SubjectRequestId RequestId, SubjectRequestState State, int Revision, DateTimeOffset? ReleasedAt);
}
