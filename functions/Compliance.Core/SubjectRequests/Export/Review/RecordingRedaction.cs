using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>What is kept back of one recording so that the copy does not harm others (GDPR Art. 15(4), 20(4)), and why.</summary>
/// <param name="Stretches">Silent in the sound, and without words in transcripts.</param>
/// <param name="Turns">Turns that lose their words, and their time in the sound: indices through all transcripts of the recording.</param>
/// <param name="Files">Left out whole, by their names.</param>
/// <param name="Custom">The tenant's own pairs that are left out, by their keys.</param>
/// <param name="LeaveOut">The whole recording is left out.</param>
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

/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds, after <paramref name="Start"/>.</param>
/// <param name="Channel">From 0; null: all.</param>
public sealed record RedactedStretch(double Start, double End, int? Channel = null);

/// <summary>All that is kept back of a package, sealed as <see cref="NameOf"/> under the request key.</summary>
/// <param name="Changes">By recording: the revision since which it is as it is, where that is not the first.</param>
public sealed record RedactionSet(IReadOnlyList<RecordingRedaction> Redactions, IReadOnlyDictionary<string, int> Changes)
{
    public static RedactionSet None { get; } = new([], new Dictionary<string, int>(StringComparer.Ordinal));

    public static string NameOf(string mac) => $"redactions-{Compliance.SubjectRequests.SubjectRequestTexts.Short(mac)}";

    public RecordingRedaction? Of(RecordingId recording) => Redactions.FirstOrDefault(x => x.RecordingId == recording);

    public int SinceOf(RecordingId recording) => Changes.GetValueOrDefault(recording.ToString(), 1);

    public override string ToString() => $"RedactionSet({Redactions.Count})";
}
