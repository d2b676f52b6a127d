using System.Text.Json;
using Compliance.Failures;
using Compliance.Recordings;

namespace Compliance.Consents;

/// <summary>What the rows of a report are of.</summary>
public enum ConsentGrouping
{
    /// <summary>In UTC.</summary>
    Day,
    Month,
    Queue,
    Notice,
    Channel,
    Purpose,
}

/// <summary>The query of <c>GET …/subjects/consents/report</c>; what is absent does not narrow it.</summary>
/// <param name="Period">In which something was asked or answered.</param>
/// <param name="Notice">A notice, or <c>{noticeId}/{version}</c>.</param>
/// <param name="GroupBy">In the order of the rows' columns; empty for one row.</param>
public sealed record ConsentReportQuery(
    PciPeriod Period, string? Queue, string? Notice, ConsentMethod? Channel, string? Purpose, IReadOnlyList<ConsentGrouping> GroupBy)
{
    /// <param name="value">The query's parameters by name; null for one that is absent.</param>
    public static Outcome<ConsentReportQuery> Parse(Func<string, string?> value, DateTimeOffset now)
    {
        if (!PciPeriod.Parse(value("from"), value("to"), now).IsSuccess(out var period, out var failure))
        {
            return failure;
        }

        var errors = new FieldErrors();
        var channel = value("channel") is { } text ? Word<ConsentMethod>("channel", text, errors) : null;
        ConsentGrouping?[] groups = [.. (value("groupBy")?.Split(',') ?? []).Select(x => Word<ConsentGrouping>("groupBy", x, errors))];
        if (groups.Distinct().Count() < groups.Length && !errors.Any)
        {
            errors.Add("groupBy", "must name each once");
        }

        return errors.Any
            ? Failure.Invalid(errors)
            : new ConsentReportQuery(period, value("queue"), value("notice"), channel, value("purpose"), [.. groups.OfType<ConsentGrouping>()]);
    }

    internal bool Covers(ConsentFacts facts) => (Queue is null || facts.Queue == Queue) && (Purpose is null || facts.Purpose == Purpose);

    internal bool Covers(ConsentFact said) =>
        said.At >= Period.From
        && said.At < Period.To
        && (Channel is not { } channel || said.Method == channel)
        && (Notice is null || $"{said.Notice?.Id}" == Notice || NameOf(said) == Notice);

    internal IReadOnlyList<string?> KeyOf(ConsentFacts facts, ConsentFact said) =>
    [
        .. GroupBy.Select(x => x switch
        {
            ConsentGrouping.Day => $"{said.At.UtcDateTime:yyyy-MM-dd}",
            ConsentGrouping.Month => $"{said.At.UtcDateTime:yyyy-MM}",
            ConsentGrouping.Queue => facts.Queue,
            ConsentGrouping.Notice => NameOf(said),
            ConsentGrouping.Channel => said.Method is { } method ? Name(method) : null,
            ConsentGrouping.Purpose => facts.Purpose,
            _ => throw new ArgumentOutOfRangeException(nameof(said)),
        }),
    ];

    internal static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    static string? NameOf(ConsentFact said) => said.Notice is { } notice ? $"{notice.Id}/{notice.Version}" : null;

    static T? Word<T>(string field, string text, FieldErrors errors)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>().Where(x => Name(x) == text))
        {
            return value;
        }

        errors.Add(field, "must be one of: " + string.Join(", ", Enum.GetValues<T>().Select(Name)));
        return null;
    }
}
