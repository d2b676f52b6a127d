using System.Net;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>What announcing a recording answers; the contract says more.</summary>
public sealed record AnnouncedRecording(string RecordingId);

/// <summary>What asking for a recording answers to everybody.</summary>
public sealed record RecordingView(string State);

/// <summary>What filing a request answers.</summary>
public sealed record FiledRequest(string RequestId);

/// <summary>A request as the privacy team sees it.</summary>
public sealed record RequestView(string RequestId, string State)
{
    public IReadOnlyList<RecordingOutcomeView> Outcomes { get; init; } = [];

    public IReadOnlyList<RecipientView> Recipients { get; init; } = [];

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];
}

/// <summary>What became of one recording.</summary>
public sealed record RecordingOutcomeView(string RecordingId, string Outcome);

public sealed record RecipientView(string Name, string State);

public sealed record TimelineEntry(string Step);

/// <summary>Answers of the usual status, as what they are.</summary>
public static class Answers
{
    public static AnnouncedRecording Announced(this Answer answer) => answer.Expect(HttpStatusCode.Created).Read<AnnouncedRecording>();

    /// <summary>Filed now or before.</summary>
    public static FiledRequest Filed(this Answer answer) =>
        (answer.Status is HttpStatusCode.OK ? answer : answer.Expect(HttpStatusCode.Accepted)).Read<FiledRequest>();

    public static RecordingView Recording(this Answer answer) => answer.Expect(HttpStatusCode.OK).Read<RecordingView>();

    public static RequestView Request(this Answer answer) => answer.Expect(HttpStatusCode.OK).Read<RequestView>();
}
