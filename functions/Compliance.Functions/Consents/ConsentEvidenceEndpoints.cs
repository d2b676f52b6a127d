using System.Globalization;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Consents;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Consents;

/// <summary>Where a consent is claimed to be spoken (openapi.yaml, Consents; GDPR Art. 7(1)).</summary>
public sealed class ConsentEvidenceEndpoints(
    ConsentRegister register,
    ConsentEvidence evidence,
    ConsentSamples samples,
    ReadAudit audit,
    ContentReads reads,
    Downloads downloads,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/subjects/consents";

    const int LastWithATime = -1;
    const int MostEvents = 10_000;

    /// <summary>Where the stretch lies in the media: <c>0.0-42.5</c>.</summary>
    const string SecondsHeader = "X-Media-Seconds";

    [Function("HearConsent")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("event")]
    public Task<IActionResult> Hear(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{consentId}/evidence")] HttpRequest request,
        string tenant,
        string consentId,
        FunctionContext context) =>
        (from purpose in Stated(request)
         from at in Number(request, "event", 0, MostEvents, LastWithATime)
         from id in ConsentId.TryParse(consentId, out var parsed) ? (Outcome<ConsentId>)parsed : ConsentRegister.Absent
         from stored in register.FindAsync(context.Store(), id, context.Aborted())
         from place in downloads.Enter(context)
         from heard in evidence.HearAsync(context.Store(), stored, at == LastWithATime ? null : at, purpose, context.GetCaller(), context.Aborted())
         from noted in NoteAsync(context, id, heard)
         select heard).AnswerAsync(x => Answer(request.HttpContext.Response, x));

    [Function("SampleConsents")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("from", "to", "queue", "notice", "purpose", "sample")]
    public Task<IActionResult> Sample(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/report/silence")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from query in ConsentReportQuery.Parse(name => request.Query[name].FirstOrDefault(), clock.GetUtcNow())
         from size in Number(request, "sample", 1, ConsentSamples.Most, ConsentSamples.Usual)
         from place in downloads.Enter(context)
         from sample in samples.TakeAsync(
            context.Store(), query, size, context.GetCaller(), context.Actor().Origin, context.Aborted())
         select sample).OkAsync();

    static Outcome<AccessPurpose> Stated(HttpRequest request) =>
        from purpose in AccessPurpose.Parse(request.Headers[AccessPurpose.Header].FirstOrDefault())
        from check in purpose.Kind is PurposeKind.ConsentCheck
            ? (Outcome<AccessPurpose>)purpose
            : Failure.Invalid(AccessPurpose.Header, $"must be {AccessPurpose.ConsentCheck}")
        select check;

    static Outcome<int> Number(HttpRequest request, string name, int least, int most, int usual) =>
        request.Query[name].FirstOrDefault() is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : Failure.Invalid(name, $"must be a whole number from {least} to {most}");

    /// <summary>Recorded as every playback is, and whose consent was looked for.</summary>
    async Task<Outcome<Unit>> NoteAsync(FunctionContext context, ConsentId id, HeardEvidence heard)
    {
        var (caller, part) = (context.GetCaller(), heard.Ordinal.ToString(CultureInfo.InvariantCulture));
        await reads.NoteAsync(context.Store(), heard.RecordingId, part, caller, heard.Purpose, context.Aborted());
        await audit.RecordAsync(
            context.Scope(),
            caller.Pseudonym,
            context.Actor().Origin,
            $"recordings/{heard.RecordingId}/files/{part}",
            new Dictionary<string, string>(StringComparer.Ordinal) { [ReadAudit.Purpose] = heard.Purpose, ["consent"] = id.ToString() },
            context.Aborted());
        return default(Unit);
    }

    static ContentAnswer Answer(HttpResponse response, HeardEvidence heard)
    {
        var stretch = heard.Stretch;
        response.Headers[SecondsHeader] = string.Create(CultureInfo.InvariantCulture, $"{stretch.Start:0.0##}-{stretch.End:0.0##}");
        return new ContentAnswer("audio/wav", stretch.Wav);
    }
}
