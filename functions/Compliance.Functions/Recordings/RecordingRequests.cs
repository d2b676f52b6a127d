using System.Globalization;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

static class RecordingIds
{
    /// <summary>A text that no recording has as its id is an unknown recording.</summary>
    public static Outcome<RecordingId> Parse(string text) =>
        RecordingId.TryParse(text, out var id) ? id : new Failure.NotFound("There is no such recording.");
}

static class ActorExtensions
{
    /// <summary>The caller, as the audit log says it.</summary>
    public static Actor Actor(this FunctionContext context) => new(context.GetCaller().Pseudonym, context.FunctionDefinition.Name);
}

/// <summary><c>?limit=</c> 1-500, default 50; <c>?continuation=</c> (API.md, Common rules).</summary>
readonly record struct Paging(int Limit, string? Continuation)
{
    const int Most = 500;
    const int Usual = 50;

    public static Outcome<Paging> Read(HttpRequest request)
    {
        var continuation = request.Query["continuation"].FirstOrDefault();
        var text = request.Query["limit"].FirstOrDefault();
        if (text is null)
        {
            return new Paging(Usual, continuation);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? new Paging(limit, continuation)
            : new Failure.Invalid(FieldErrors.Of("limit", "must be a whole number from 1 to 500"));
    }
}
