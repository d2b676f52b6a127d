using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions.Health;

/// <summary>
/// <c>GET /api/health</c>: 200 if everything is reachable, otherwise 503. A stored document that failed verification is named with 200: whoever
/// can write one may not thereby take the host out of service.
/// </summary>
public sealed class HealthEndpoints(HealthReader health)
{
    [Function("Health")]
    [AllowAnonymousAccess]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, FunctionContext context)
    {
        var report = await health.ReadAsync(request.HttpContext.RequestAborted);
        return Answers.Json(HealthAnswer.Of(report), report.Status is HealthStatus.Unhealthy ? 503 : 200);
    }
}

/// <summary>The body as in the contract; statuses are <c>healthy</c>, <c>degraded</c>, <c>unhealthy</c>.</summary>
public sealed record HealthAnswer(HealthStatus Status, IReadOnlyList<HealthAnswer.Check> Checks)
{
    /// <param name="Detail">Null if the check has no detail; never the text of an exception.</param>
    public sealed record Check(string Name, HealthStatus Status, string? Detail);

    public static HealthAnswer Of(HealthReport report) =>
        new(report.Status, [.. report.Entries.Select(x => new Check(x.Key, x.Value.Status, DetailOf(x.Value)))]);

    static string? DetailOf(HealthReportEntry entry) => entry.Exception is null ? entry.Description : null;
}
