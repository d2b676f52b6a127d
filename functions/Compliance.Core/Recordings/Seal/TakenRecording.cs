using Compliance.Keys;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>
/// A recording in the hands of one pass of its sealing: the state as this pass wrote it, and the keys as they were read then. What comes
/// in between, the commit's condition tells.
/// </summary>
/// <param name="Current">The key of the manifest.</param>
/// <param name="Key">The key of the generation that is written.</param>
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
