namespace Compliance.Pci;

/// <summary>How the gate looks at a file.</summary>
enum FileKind
{
    Audio,
    Video,
    Transcript,
    Keystrokes,
    Chat,
}

static class FileKinds
{
    public static FileKind Of(GateFile file) => Of(file.Name, file.ContentType);

    public static FileKind Of(string name, string contentType)
    {
        var type = contentType.Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => FileKind.Keystrokes,
            "application/json" => EndsLikeLines(name) ? FileKind.Keystrokes : FileKind.Transcript,
            "text/vtt" or "text/srt" or "application/x-subrip" or "application/ttml+xml" or "application/vcon" or "application/vcon+json"
                or "text/csv" => FileKind.Transcript,
            _ when type.StartsWith("audio/", StringComparison.Ordinal) => FileKind.Audio,
            _ when type.StartsWith("video/", StringComparison.Ordinal) => FileKind.Video,
            _ => EndsLikeLines(name) ? FileKind.Keystrokes : FileKind.Chat,
        };
    }

    /// <summary>True if the content type or the name promises WAV.</summary>
    public static bool ClaimsWav(GateFile file) =>
        file.ContentType.Split(';')[0].Trim().ToLowerInvariant() is "audio/wav" or "audio/x-wav" or "audio/wave" or "audio/vnd.wave"
        || file.Name.EndsWith(".wav", StringComparison.OrdinalIgnoreCase);

    static bool EndsLikeLines(string name) =>
        name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
}
