using Compliance.Failures;

namespace Compliance.Recordings;

/// <summary>What whoever wants to destroy something of a held recording is told.</summary>
static class HoldRefusal
{
    /// <summary>Conflict (409). Names the holds, which are opaque.</summary>
    public static Failure Of(RecordingDocument document) => Failure.Conflict(
        $"A legal hold prevents this until it is released: {string.Join(", ", document.Holds.Select(x => x.HoldId))}.");
}
