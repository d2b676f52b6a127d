using Compliance.Keys;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>
/// A recording as one pass of its sealing sees it: the state as this pass wrote it, and the keys as read at that time. The commit's
/// precondition detects any change in between.
/// </summary>
/// <param name="Current">The key of the manifest.</param>
/// <param name="Key">The key of the generation to be written.</param>
public sealed record TakenRecording(
    StoredRecording Stored, RecordingManifest Manifest, StoredKeys Keys, RecordingKey Current, RecordingKey Key) : IDisposable
{
    public RecordingId Id => Stored.Id;

    public SealingRunState Run => Stored.Document.Run!;

    public void Dispose()
    {
        Current.Dispose();
        Key.Dispose();
    }
}
