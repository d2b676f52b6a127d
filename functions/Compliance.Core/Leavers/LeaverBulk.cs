using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Leavers;

/// <summary>What became of a line, in the order of the body.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Id">Null where the line has none that is valid.</param>
/// <param name="Errors">By field; null unless refused.</param>
public sealed record LeaverLineResult(
    int Line,
    string? Id,
    LeaverChange Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null);

/// <summary>
/// Leavers as lines of JSON. Each line stands for itself: a faulty one refuses no other, and the same body again changes nothing, so what a
/// broken connection left undone is sent again.
/// </summary>
public sealed class LeaverBulk(LeaverDesk desk)
{
    public const int MostLines = 10_000;
    public const int MostBytes = 4 * 1024 * 1024;

    const int AtOnce = 8;

    /// <returns>The lines with their numbers; blank ones are left out.</returns>
    public static Outcome<IReadOnlyList<(int Line, ReadOnlyMemory<byte> Json)>> Split(ReadOnlyMemory<byte> utf8)
    {
        var lines = new List<(int, ReadOnlyMemory<byte>)>();
        for (var (number, rest) = (1, utf8); !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                lines.Add((number, line));
            }
        }

        return lines.Count is >= 1 and <= MostLines
            ? lines
            : Failure.Invalid(StrictJson.Body, $"must hold 1 to {MostLines} lines");
    }

    public async Task<byte[]> PutAsync(
        TenantStore store,
        Actor actor,
        IReadOnlyList<(int Line, ReadOnlyMemory<byte> Json)> lines,
        LeaverParser parser,
        CancellationToken cancellationToken)
    {
        var results = new LeaverLineResult[lines.Count];
        var seen = new Dictionary<EmployeeId, int>();
        var valid = new List<(int Index, Leaver Leaver)>();
        foreach (var (i, (number, json)) in lines.Index())
        {
            if (!parser.ParseLine(json).IsSuccess(out var leaver, out var failure))
            {
                results[i] = new(number, Id: null, LeaverChange.Refused, ErrorsOf(failure));
            }
            else if (!seen.TryAdd(leaver.Employee, number))
            {
                var twice = FieldErrors.Of("id", $"is on line {seen[leaver.Employee]}, too");
                results[i] = new(number, leaver.Employee.ToString(), LeaverChange.Refused, twice.ByField);
            }
            else
            {
                valid.Add((i, leaver));
            }
        }

        await Parallel.ForEachAsync(
            valid,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                var (_, change) = await desk.PutAsync(store, actor, item.Leaver, token);
                results[item.Index] = new(lines[item.Index].Line, item.Leaver.Employee.ToString(), change);
            });
        return Written(results);
    }

    static IReadOnlyDictionary<string, string[]> ErrorsOf(Failure failure) =>
        failure.Errors?.ByField ?? FieldErrors.Of(StrictJson.Body, failure.Detail).ByField;

    static byte[] Written(IEnumerable<LeaverLineResult> results)
    {
        using var lines = new MemoryStream();
        foreach (var result in results)
        {
            JsonSerializer.Serialize(lines, result, StrictJson.Options);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }
}
