using Compliance.Fsck;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The faults that a walk over the log finds: each once, and of a blob that is not of the log itself only the first.</summary>
sealed class LogFaults
{
    /// <summary>Somebody who reads them knows enough by then.</summary>
    const int Most = 1000;

    const string Lines = $"{ContainerNames.Audit}: log/";

    readonly HashSet<(string, string?)> known = [];
    readonly List<FsckFinding> found = [];
    int left;

    public IReadOnlyList<FsckFinding> All => left == 0
        ? found
        : [.. found, new FsckFinding(ContainerNames.Audit, $"{left} more faults of the log.")];

    public void Add(string where, string what)
    {
        if (!known.Add((where, where.StartsWith(Lines, StringComparison.Ordinal) ? what : null)))
        {
            return;
        }

        if (found.Count < Most)
        {
            found.Add(new FsckFinding(where, what));
        }
        else
        {
            left++;
        }
    }

    public void Add(TransparencyLogException fault)
    {
        var container = fault.Blob is null or CheckpointStore.BlobName ? ContainerNames.State : ContainerNames.Audit;
        Add($"{container}: {fault.Blob ?? CheckpointStore.BlobName}", fault.What ?? fault.Message);
    }

    /// <summary>Takes one step. A fault is noted, and the walk goes on with the next.</summary>
    public async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (TransparencyLogException fault)
        {
            Add(fault);
        }
    }
}
