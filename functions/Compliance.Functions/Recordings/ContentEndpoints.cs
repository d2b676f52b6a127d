using System.Globalization;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>Plays and downloads files (openapi.yaml, Recordings).</summary>
public sealed class ContentEndpoints(TenantStoreFactory stores, RecordingReader reader, ReadAudit audit, ContentReads reads, ILogger<ContentEndpoints> log)
{
    const string Origin = "ReadRecordingFile";

    [Function(Origin)]
    [Allow(Role.RecordingsRead, Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/tenants/{tenant}/recordings/{recordingId}/files/{name}")] HttpRequest request,
        string tenant,
        string recordingId,
        string name,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var caller = context.GetCaller();
        var purpose = AccessPurpose.Of(caller, request.Headers[AccessPurpose.Header].FirstOrDefault());
        if (purpose.Failure is { } unclear)
        {
            return unclear.ToAnswer();
        }

        if (!RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            || !(await reader.OpenAsync(stores.Open(context.Scope()), id, name, caller, cancellation)).IsSuccess(out var file, out failure))
        {
            return failure.ToAnswer();
        }

        var resource = string.Create(CultureInfo.InvariantCulture, $"recordings/{id}/files/{file.Ordinal}");
        if (await audit.RecordAsync(context.Scope(), caller.Pseudonym, Origin, resource, Details(purpose), cancellation))
        {
            await reads.NoteAsync(stores.Open(context.Scope()), id, caller.Pseudonym, cancellation);
        }

        return new VerifiedFileAnswer(file, id.ToString(), log);
    }

    static Dictionary<string, string>? Details(Outcome<AccessPurpose?> purpose) =>
        purpose.IsSuccess(out var stated, out _) && stated is not null
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = stated.ToString() }
            : null;
}
