using Compliance.Access;
using Compliance.Audit;
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

namespace Compliance.Functions.SubjectRequests;

/// <summary>Moves a request: identity, decision, payment, extension, transfer, answer, cancel, retry.</summary>
public sealed class SubjectRequestMoveEndpoints(
    SubjectRequestActions moves,
    SubjectRequestFees fees,
    TransferNaming transfers,
    SubjectRequestRetry retry,
    SubjectRequestLetters letters,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}";

    [Function("IdentifyRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Identify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/identity")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, x => IdentityForm.Parse(x, clock.GetUtcNow()), moves.IdentifyAsync);

    [Function("DecideRequest")]
    [Allow(Role.PrivacyApprover)]
    public Task<IActionResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/decision")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, DecisionForm.Parse, moves.DecideAsync);

    [Function("PayForRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Pay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/payment")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        RecordAsync(request, requestId, client, context, x => PaymentForm.Parse(x, clock.GetUtcNow()), fees.PayAsync);

    [Function("ExtendRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Extend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/extension")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, ExtensionForm.Parse, moves.ExtendAsync);

    [Function("NameController")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> NameController(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/transferTo")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        RecordAsync(request, requestId, client, context, TransferForm.Parse, transfers.NameAsync);

    [Function("AnswerRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/answer")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, x => AnswerForm.Parse(x, clock.GetUtcNow()), AnswerAsync);

    [Function("CancelRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/cancel")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, CancelForm.Parse, moves.CancelAsync);

    [Function("RetryRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/retry")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, CancelForm.Parse, RetryAsync);

    [Function("LiftRestriction")]
    [Allow(Role.PrivacyApprover)]
    public Task<IActionResult> Lift(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/lift")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        MoveAsync(request, requestId, client, context, x => LiftForm.Parse(x, clock.GetUtcNow()), moves.LiftAsync);

    Task<Outcome<StoredSubjectRequest>> AnswerAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        AnswerForm form,
        TenantSettings settings,
        CancellationToken cancellationToken) =>
        moves.AnswerAsync(
            store, actor, id, form, settings, (stored, token) => letters.WriteAsync(store, stored, settings, token), cancellationToken);

    Task<Outcome<StoredSubjectRequest>> RetryAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        CancelForm form,
        TenantSettings settings,
        CancellationToken cancellationToken) =>
        retry.RetryAsync(store, actor, id, settings, cancellationToken);

    static Task<IActionResult> MoveAsync<T>(
        HttpRequest request,
        string requestId,
        DurableTaskClient client,
        FunctionContext context,
        Func<ReadOnlyMemory<byte>, Outcome<T>> parse,
        Func<TenantStore, Actor, SubjectRequestId, T, CancellationToken, Task<Outcome<StoredSubjectRequest>>> move)
        where T : notnull =>
        MoveAsync(
            request, requestId, client, context, parse, (store, actor, id, form, _, token) => move(store, actor, id, form, token));

    static Task<IActionResult> MoveAsync<T>(
        HttpRequest request,
        string requestId,
        DurableTaskClient client,
        FunctionContext context,
        Func<ReadOnlyMemory<byte>, Outcome<T>> parse,
        Func<TenantStore, Actor, SubjectRequestId, T, TenantSettings, CancellationToken, Task<Outcome<StoredSubjectRequest>>> move)
        where T : notnull =>
        MovedAsync(request, requestId, client, context, parse, move).AnswerAsync(stored => Answers.Json(
            RequestAnswer.Of(stored),
            stored.Document is { State: SubjectRequestState.Running or SubjectRequestState.CoolingOff }
                or { State: SubjectRequestState.AwaitingAnswer, Transfer.Stage: TransferStage.Sending }
                ? StatusCodes.Status202Accepted
                : StatusCodes.Status200OK));

    /// <summary>For what nothing runs after, whatever the request's state is by then.</summary>
    static Task<IActionResult> RecordAsync<T>(
        HttpRequest request,
        string requestId,
        DurableTaskClient client,
        FunctionContext context,
        Func<ReadOnlyMemory<byte>, Outcome<T>> parse,
        Func<TenantStore, Actor, SubjectRequestId, T, TenantSettings, CancellationToken, Task<Outcome<StoredSubjectRequest>>> move)
        where T : notnull =>
        (from stored in MovedAsync(request, requestId, client, context, parse, move)
         select RequestAnswer.Of(stored)).OkAsync();

    static Task<Outcome<StoredSubjectRequest>> MovedAsync<T>(
        HttpRequest request,
        string requestId,
        DurableTaskClient client,
        FunctionContext context,
        Func<ReadOnlyMemory<byte>, Outcome<T>> parse,
        Func<TenantStore, Actor, SubjectRequestId, T, TenantSettings, CancellationToken, Task<Outcome<StoredSubjectRequest>>> move)
        where T : notnull =>
        from id in SubjectRequestIds.Parse(requestId)
        from form in request.ReadAsync(parse)
        from current in context.SettingsAsync()
        from stored in move(context.Store(), context.Actor(), id, form, current, context.Aborted())
        from moved in client.MoveAsync(context.Scope(), stored)
        select moved;
}
