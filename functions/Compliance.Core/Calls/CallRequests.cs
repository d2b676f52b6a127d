using System.Text.RegularExpressions;
using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Calls;

/// <summary>Body of <c>pause</c> and <c>resume</c> (openapi.yaml, Live calls). Every field is optional: no pause may fail for lack of a
/// detail.</summary>
public sealed partial record PauseRequest
{
    /// <summary>When it happened, by the sender's clock. Default: now, by ours.</summary>
    public DateTimeOffset? At { get; init; }

    public PauseTrigger? Trigger { get; init; }

    /// <summary>Default: all.</summary>
    public IReadOnlyList<PauseChannel>? Channels { get; init; }

    /// <summary>The form field that had the focus; used only in the audit log.</summary>
    public string? Field { get; init; }

    public static Outcome<PauseRequest> Parse(ReadOnlyMemory<byte> utf8) =>
        utf8.IsEmpty ? new PauseRequest() : CheckedBody.Parse<PauseRequest>(utf8, Check);

    static void Check(PauseRequest request, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        if (rules.Counts("channels", request.Channels, 1, Enum.GetValues<PauseChannel>().Length))
        {
            rules.Require(request.Channels.Distinct().Count() == request.Channels.Count, "channels", "must list each channel at most once");
        }

        rules.Require(
            request.Field is null || (FieldShape().IsMatch(request.Field) && request.Field.Count(char.IsAsciiDigit) < 7),
            "field",
            "must be 1-64 of [A-Za-z0-9._:-], with fewer than seven digits");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldShape();
}

/// <summary>Body of <c>heartbeat</c> and <c>end</c>. Every field is optional.</summary>
public sealed record CallMoment
{
    /// <summary>The current time by the sender's clock; shows how far it is from ours.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When the media began, by the same clock, so that the position of windows in the media does not depend on clock
    /// skew.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public static Outcome<CallMoment> Parse(ReadOnlyMemory<byte> utf8) =>
        utf8.IsEmpty ? new CallMoment() : CheckedBody.Parse<CallMoment>(utf8, Check);

    static void Check(CallMoment moment, FieldErrors errors) => new FieldRules(errors).Require(
        moment.StartedAt is not { } started || moment.At is not { } at || started <= at, "startedAt", "must not be after at");
}

/// <summary>Call ids in routes.</summary>
public static class CallRoutes
{
    /// <summary>Parses a call id; 400 if it is not one or contains what must not appear in a URL.</summary>
    public static Outcome<CallId> Parse(string text)
    {
        if (!CallId.TryParse(text, out var id))
        {
            return Failure.Invalid("callId", "must be 1-128 of [A-Za-z0-9._~-]");
        }

        return OpaqueText.Check(text, []) is { } fault ? Failure.Invalid("callId", fault) : id;
    }
}
