using System.Text.Json;
using Compliance.Failures;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>The query of <c>GET …/pci/finds</c>; what is absent does not narrow it.</summary>
/// <param name="From">Calls that started at or after this time.</param>
/// <param name="To">Calls that started before it.</param>
/// <param name="FoundSince">Found at or after this time.</param>
public sealed record PciFindQuery(
    DateTimeOffset? From,
    DateTimeOffset? To,
    DateTimeOffset? FoundSince,
    string? Queue,
    RecordingId? Recording,
    PciFindSource? Source,
    PciFindOrigin? Origin)
{
    /// <param name="value">The query's parameters by name; null for one that is absent.</param>
    public static Outcome<PciFindQuery> Parse(Func<string, string?> value)
    {
        var errors = new FieldErrors();
        RecordingId? recording = null;
        if (value("recordingId") is { } text)
        {
            var ok = RecordingId.TryParse(text, out var id);
            recording = id;
            Require(ok, "recordingId", "must be a lowercase UUID", errors);
        }

        var query = new PciFindQuery(
            PciPeriod.Read("from", value("from"), errors),
            PciPeriod.Read("to", value("to"), errors),
            PciPeriod.Read("foundSince", value("foundSince"), errors),
            value("queue"),
            recording,
            Name<PciFindSource>("source", value("source"), errors),
            Name<PciFindOrigin>("origin", value("origin"), errors));
        Require(query.From is not { } from || query.To is not { } to || from < to, "to", "must be after from", errors);
        return errors.Any ? Failure.Invalid(errors) : query;
    }

    internal bool MayHold(DateOnly day) =>
        (From is not { } from || day >= DateOnly.FromDateTime(from.UtcDateTime))
        && (To is not { } to || day <= DateOnly.FromDateTime(to.UtcDateTime));

    internal bool Matches(RecordingFacts facts) =>
        (Queue is null || facts.Queue == Queue)
        && (From is not { } from || facts.StartedAt >= from)
        && (To is not { } to || facts.StartedAt < to);

    internal bool Matches(PciFind find) =>
        (Source is not { } source || find.Source == source)
        && (Origin is not { } origin || find.Origin == origin)
        && (FoundSince is not { } since || find.At >= since);

    static T? Name<T>(string field, string? text, FieldErrors errors)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        var names = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);
        errors.Add(field, "must be one of: " + string.Join(", ", names));
        return null;
    }

    static void Require(bool holds, string field, string message, FieldErrors errors)
    {
        if (!holds)
        {
            errors.Add(field, message);
        }
    }
}
