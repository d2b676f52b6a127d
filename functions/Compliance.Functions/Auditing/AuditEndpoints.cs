using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Auditing;

/// <summary>The audit log in C2SP tlog-tiles form and as JSON (openapi.yaml, Audit). Reading it is audited too.</summary>
public sealed class AuditEndpoints(TransparencyLog logs, ReadAudit reads, ILogger<AuditEndpoints> log)
{
    const string Route = "api/tenants/{tenant}/audit";
    const long LongestPage = 500;
    const long Page = 50;

    [Function("ReadAuditCheckpoint")]
    [Allow(Role.AuditRead)]
    public Task<IActionResult> Checkpoint(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/checkpoint")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        ReadAsync(request, context, "checkpoint", token => CheckpointAsync(context.Scope(), token));

    /// <summary>Tile names contain slashes: <c>0/x001/234.p/5</c>, <c>entries/000</c>.</summary>
    [Function("ReadAuditTile")]
    [Allow(Role.AuditRead)]
    public Task<IActionResult> Tile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/tile/{*path}")] HttpRequest request,
        string tenant,
        string path,
        FunctionContext context) =>
        ReadAsync(request, context, "tile", token => TileAsync(context.Scope(), path, token));

    [Function("ListAuditEntries")]
    [Allow(Role.AuditRead)]
    [QueryParameters("from", "count", "event", "principal", "resource", "since", "until", "format")]
    public Task<IActionResult> Entries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/entries")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        ReadAsync(request, context, "entries", token => EntriesAsync(context.Scope(), request, token));

    [Function("ProveAuditInclusion")]
    [Allow(Role.AuditRead)]
    [QueryParameters("index", "size")]
    public Task<IActionResult> Inclusion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/proof/inclusion")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        ReadAsync(request, context, "proof", token => InclusionAsync(context.Scope(), new AuditQuery(request), token));

    [Function("ProveAuditConsistency")]
    [Allow(Role.AuditRead)]
    [QueryParameters("from", "to")]
    public Task<IActionResult> Consistency(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/proof/consistency")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        ReadAsync(request, context, "proof", token => ConsistencyAsync(context.Scope(), new AuditQuery(request), token));

    async Task<IActionResult> CheckpointAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        // Its own entry is in the log by now, so there is something to sign.
        var checkpoint = await logs.CheckpointAsync(scope, cancellationToken)
            ?? await logs.AdvanceAsync(scope, cancellationToken);
        return checkpoint is null
            ? Failure.NotFound("The log has no checkpoint yet.").ToAnswer()
            : new OctetAnswer("text/plain; charset=utf-8", checkpoint.Note);
    }

    async Task<IActionResult> TileAsync(TenantScope scope, string path, CancellationToken cancellationToken)
    {
        if (!TilePath.TryParse(TilePath.Prefix + path, out var name))
        {
            var errors = FieldErrors.Of("path", "must be {L}/{N} or entries/{N}, with .p/{W} if partial (C2SP tlog-tiles)");
            return Failure.Invalid(errors).ToAnswer();
        }

        return await logs.TileAsync(scope, name, cancellationToken) is { } tile
            ? new OctetAnswer("application/octet-stream", tile)
            : Failure.NotFound("The tile does not exist.").ToAnswer();
    }

    async Task<IActionResult> EntriesAsync(TenantScope scope, HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new AuditQuery(request);
        var from = query.Optional("from", 0, long.MaxValue) ?? 0;
        var count = (int)(query.Optional("count", 1, LongestPage) ?? Page);
        var filter = query.Filter();
        if (query.Failure is { } failure || !CsvAnswer.IsWanted(request).IsSuccess(out var csv, out failure))
        {
            return failure.ToAnswer();
        }

        var page = await logs.FindAsync(scope, filter, from, count, cancellationToken);
        if (!csv)
        {
            return Answers.Json(AuditEntriesView.Of(page));
        }

        if (page.Next is { } next)
        {
            request.HttpContext.Response.Headers["Continuation"] = $"{next}";
        }

        return CsvAnswer.Of(AuditCsv.Write(page.Entries));
    }

    async Task<IActionResult> InclusionAsync(TenantScope scope, AuditQuery query, CancellationToken cancellationToken)
    {
        var index = query.Required("index", 0);
        var size = query.Optional("size", index + 1, long.MaxValue);
        return query.Failure is { } failure
            ? failure.ToAnswer()
            : Answer(await logs.InclusionAsync(scope, index, size, cancellationToken), InclusionView.Of);
    }

    async Task<IActionResult> ConsistencyAsync(TenantScope scope, AuditQuery query, CancellationToken cancellationToken)
    {
        var from = query.Required("from", 1);
        var to = query.Optional("to", from, long.MaxValue);
        return query.Failure is { } failure
            ? failure.ToAnswer()
            : Answer(await logs.ConsistencyAsync(scope, from, to, cancellationToken), ConsistencyView.Of);
    }

    async Task<IActionResult> ReadAsync(
        HttpRequest request, FunctionContext context, string what, Func<CancellationToken, Task<IActionResult>> read)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        await reads.RecordLogReadAsync(
            context.Scope(), context.GetCaller().Pseudonym, context.FunctionDefinition.Name, $"audit/{what}", cancellationToken);
        try
        {
            return await read(cancellationToken);
        }
        catch (TransparencyLogException broken)
        {
            log.LogBroken(context.Scope().Resource.ToString(), broken.Message);
            return Failure.FailedVerification("The audit log failed its integrity check; see this service's log.")
                .ToAnswer();
        }
    }

    static IActionResult Answer<TProof, TView>(Outcome<TProof> outcome, Func<TProof, TView> view) =>
        outcome.IsSuccess(out var proof, out var failure) ? Answers.Json(view(proof)) : failure.ToAnswer();

    sealed class OctetAnswer(string contentType, ReadOnlyMemory<byte> body) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            ResponseHeaders.SetCommon(context.HttpContext.Response);
            return ResponseHeaders.SendAsync(context.HttpContext, contentType, body);
        }
    }
}
