using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>Updates a rotation's counts, page by page.</summary>
static class RotationCounts
{
    const double Smoothing = 0.3;

    /// <summary>Adds the result of one page.</summary>
    /// <param name="named">The names to report, of the records that could not be opened.</param>
    public static RotationDocument Add(
        RotationDocument rotation, ListedPage page, PageResult result, IReadOnlyList<string> named, TimeSpan took)
    {
        var left = rotation.Scan!.Left.ToDictionary(StringComparer.Ordinal);
        foreach (var version in result.Failed.SelectMany(x => x.Versions))
        {
            left[version] = left.GetValueOrDefault(version) + 1;
        }

        var scan = rotation.Scan with
        {
            Marker = page.Next,
            Current = rotation.Scan.Current + result.Current,
            Written = rotation.Scan.Written + result.Written,
            Failed = rotation.Scan.Failed + result.Failed.Count,
            Failures = [.. rotation.Scan.Failures, .. named],
            Left = left,
        };
        var due = page.Records.Where(x => !x.IsUnder(rotation.Seal!)).ToList();
        var first = scan.Number == 1;
        var (done, gone, failed) = (
            first ? scan.Current : rotation.Done, rotation.Gone + result.Gone, first ? scan.Failed : rotation.Failed);
        return rotation with
        {
            Scan = scan,
            Total = Math.Max(rotation.Total, done + gone + failed),
            Done = done,
            Gone = gone,
            Failed = failed,
            Failures = first ? scan.Failures : rotation.Failures,
            Left = Math.Max(0, rotation.Left - due.Count),
            PerSecond = Rate(rotation.PerSecond, result.Written, took),
            Versions = SealVersionUsage.Moved(rotation.Versions, due.Except(result.Failed), rotation.Seal!),
        };
    }

    /// <summary>Ends the listing; another follows unless this one wrote nothing.</summary>
    public static RotationDocument EndScan(RotationDocument rotation, VaultKeys listed, DateTimeOffset now)
    {
        var scan = rotation.Scan!;
        if (scan.Written > 0)
        {
            return rotation with { Scan = Scan.Begin(scan.Number + 1, now) };
        }

        var counts = new Dictionary<string, long>(scan.Left, StringComparer.Ordinal) { [rotation.Seal!] = scan.Current };
        return rotation with
        {
            State = scan.Failed == 0 ? RotationState.Completed : RotationState.Incomplete,
            CompletedAt = now,
            CheckedAt = scan.At,
            Total = scan.Current + rotation.Gone + scan.Failed,
            Done = scan.Current,
            Failed = scan.Failed,
            Failures = scan.Failures,
            Left = 0,
            Scan = null,
            Versions = SealVersionUsage.After(rotation.Versions, counts, listed, certain: true, now),
        };
    }

    static double? Rate(double? former, long written, TimeSpan took)
    {
        if (written == 0 || took <= TimeSpan.Zero)
        {
            return former;
        }

        var now = written / took.TotalSeconds;
        return former is { } before ? (before * (1 - Smoothing)) + (now * Smoothing) : now;
    }
}
