namespace Compliance.Recordings;

/// <summary>
/// Extensions of files that leave the service. A program that opens a saved file goes by its extension, so the content type determines it and
/// not the name that a recorder announced.
/// </summary>
public static class FileExtensions
{
    /// <summary>Extensions by media type; the first of each is the usual one. Any other audio or video has none of these.</summary>
    static readonly Dictionary<string, string[]> ByType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["audio/wav"] = [".wav"],
        ["audio/x-wav"] = [".wav"],
        ["audio/wave"] = [".wav"],
        ["audio/vnd.wave"] = [".wav"],
        ["audio/mpeg"] = [".mp3"],
        ["audio/mp4"] = [".m4a", ".mp4"],
        ["audio/aac"] = [".aac"],
        ["audio/ogg"] = [".ogg", ".opus"],
        ["audio/opus"] = [".opus"],
        ["audio/flac"] = [".flac"],
        ["audio/amr"] = [".amr"],
        ["audio/webm"] = [".weba", ".webm"],
        ["audio/g722"] = [".g722"],
        ["audio/x-matroska"] = [".mka"],
        ["video/mp4"] = [".mp4"],
        ["video/webm"] = [".webm"],
        ["video/ogg"] = [".ogv"],
        ["video/quicktime"] = [".mov"],
        ["video/x-msvideo"] = [".avi"],
        ["video/x-matroska"] = [".mkv"],
        ["application/json"] = [".json"],
        ["application/x-ndjson"] = [".ndjson", ".jsonl"],
        ["text/plain"] = [".txt", ".log", ".vtt", ".srt"],
        ["text/vtt"] = [".vtt"],
        ["text/csv"] = [".csv"],
        ["application/x-subrip"] = [".srt"],
        ["application/ttml+xml"] = [".ttml", ".xml"],
        ["application/vcon"] = [".vcon", ".json"],
        ["application/vcon+json"] = [".vcon", ".json"],
        ["application/zip"] = [".zip"],
    };

    /// <summary>The usual extension of a content type; <c>.bin</c> if it is not known.</summary>
    public static string Of(string contentType) => Known(contentType)[0];

    /// <summary>The name, with the usual extension appended if it has none of its content type: <c>note.html.txt</c>.</summary>
    public static string Named(string name, string contentType)
    {
        var known = Known(contentType);
        return known.Any(x => name.EndsWith(x, StringComparison.OrdinalIgnoreCase)) ? name : name + known[0];
    }

    static string[] Known(string contentType) => ByType.GetValueOrDefault(contentType.Split(';')[0].Trim(), [".bin"]);
}
