using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Model;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

static class RecordingIds
{
    /// <summary>A text that cannot be a recording's id is treated as an unknown recording.</summary>
    public static Outcome<RecordingId> Parse(string text) =>
        RecordingId.TryParse(text, out var id) ? id : Failure.NotFound("The recording does not exist.");
}

static class ActorExtensions
{
    /// <summary>The caller as the audit log names it.</summary>
    public static Actor Actor(this FunctionContext context) => new(context.GetCaller().Pseudonym, context.FunctionDefinition.Name);
}
