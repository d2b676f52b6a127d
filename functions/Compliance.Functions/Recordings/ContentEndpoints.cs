using System.Globalization;
using System.Text.Json;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Model;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>Plays and downloads files (openapi.yaml, Recordings).</summary>
public sealed class ContentEndpoints(
    RecordingReader reader, ReadAudit audit, ContentReads reads, Downloads downloads, ILogger<ContentEndpoints> log)
{
    const string Origin = "ReadRecordingFile";

    /// <summary>Tells whoever scores recordings whether that may be done with this one (GDPR Art. 22).</summary>
    const string DecisionsHeader = "X-Automated-Decisions";

    [Function(Origin)]
    [Allow(Role.RecordingsRead, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/tenants/{tenant}/recordings/{recordingId}/files/{name}")] HttpRequest request,
        string tenant,
        string recordingId,
        string name,
        FunctionContext context) =>
        (from purpose in AccessPurpose.Parse(request.Headers[AccessPurpose.Header].FirstOrDefault())
         from id in RecordingIds.Parse(recordingId)
         from place in downloads.Enter(context)
         from file in reader.OpenAsync(context.Store(), id, name, purpose, context.GetCaller(), context.Aborted())
         from noted in NoteAsync(context, id, file)
         select (Id: id, File: file)).AnswerAsync(x => Answer(request.HttpContext.Response, x.Id, x.File));

    VerifiedFileAnswer Answer(HttpResponse response, RecordingId id, FileForPurpose given)
    {
        response.Headers[DecisionsHeader] = JsonNamingPolicy.CamelCase.ConvertName(given.AutomatedDecisions.ToString());
        return new VerifiedFileAnswer(given.File, id.ToString(), log);
    }

    /// <summary>Every read is audited, and recorded for the person and for the certificate of a later erasure.</summary>
    async Task<Outcome<Unit>> NoteAsync(FunctionContext context, RecordingId id, FileForPurpose given)
    {
        var (caller, part) = (context.GetCaller(), given.File.Ordinal.ToString(CultureInfo.InvariantCulture));
        await reads.NoteAsync(context.Store(), id, part, caller, given.Purpose, context.Aborted());
        await audit.RecordAsync(
            context.Scope(), caller.Pseudonym, Origin, $"recordings/{id}/files/{part}", Details(given), context.Aborted());
        return default(Unit);
    }

    static Dictionary<string, string> Details(FileForPurpose given) =>
        new(StringComparer.Ordinal) { [ReadAudit.Purpose] = given.Purpose };
}
