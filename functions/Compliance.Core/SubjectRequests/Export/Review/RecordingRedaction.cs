using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What is withheld of one recording so that the copy does not harm others (GDPR Art. 15(4), 20(4)), and why.</summary>
/// <param name="Stretches">Silenced in the audio, and without words in transcripts.</param>
/// <param name="Turns">Turns that lose their words and their time in the audio: indices across all of the recording's transcripts.</param>
/// <param name="Files">Names of files left out as a whole.</param>
/// <param name="Custom">Keys of the tenant's custom pairs that are left out.</param>
/// <param name="LeaveOut">Whether the whole recording is left out.</param>
/// <param name="Reason">In words, for the person.</param>
public sealed record RecordingRedaction(
    RecordingId RecordingId,
    IReadOnlyList<RedactedStretch> Stretches,
    IReadOnlyList<int> Turns,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Custom,
    bool LeaveOut,
    string Reason)
{
    public override string ToString() => $"RecordingRedaction({RecordingId}, redacted)";
}

/// <summary>All redactions of a package, sealed as <see cref="NameOf"/> under the request key.</summary>
/// <param name="Changes">By recording: the revision since which its redactions are unchanged, unless it is the first.</param>
public sealed record RedactionSet(IReadOnlyList<RecordingRedaction> Redactions, IReadOnlyDictionary<string, int> Changes)
{
    public static RedactionSet None { get; } = new([], new Dictionary<string, int>(StringComparer.Ordinal));

    public static string NameOf(string mac) => $"redactions-{Compliance.SubjectRequests.SubjectRequestTexts.Short(mac)}";

    public RecordingRedaction? Of(RecordingId recording) => Redactions.FirstOrDefault(x => x.RecordingId == recording);

    public int SinceOf(RecordingId recording) => Changes.GetValueOrDefault(recording.ToString(), 1);

    public override string ToString() => $"RedactionSet({Redactions.Count})";
}
