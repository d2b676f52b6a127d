using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>How one file is treated in a copy.</summary>
/// <param name="Silenced">Channels to silence; empty leaves the file as it is.</param>
/// <param name="LeftOut">One of <see cref="LeftOutReason"/>; null if it is included.</param>
sealed record FileTreatment(IReadOnlyList<int> Silenced, string? LeftOut)
{
    static readonly FileTreatment Whole = new([], null);

    /// <param name="layout">Where a WAV file's samples are; null if it is not a WAV file.</param>
    public static FileTreatment Of(FileContent kind, WavLayout? layout, CallPeople people, SubjectRequestType right) => kind switch
    {
        FileContent.Audio or FileContent.Video => people.AllHeard ? Whole : Media(layout, people),
        FileContent.Transcript => Whole,

        // Nothing tells who wrote a note or pressed a key, so it cannot be shown to be the person's own part.
        _ when right is SubjectRequestType.Portability => new([], LeftOutReason.NotProvided),
        _ => people.AllHeard ? Whole : new([], LeftOutReason.OthersNotApart),
    };

    static FileTreatment Media(WavLayout? layout, CallPeople people)
    {
        if (layout is null)
        {
            return new([], LeftOutReason.OthersNotApart);
        }

        var on = people.OnChannels(layout.Channels);
        int[] heard = [.. Enumerable.Range(0, on.Count).Where(x => on[x].Count > 0 && on[x].All(people.IsHeard))];
        return heard.Length == 0 || !heard.Any(x => on[x].Any(people.IsSubject))
            ? new([], LeftOutReason.OthersNotApart)
            : new([.. Enumerable.Range(0, on.Count).Except(heard)], null);
    }
}

/// <summary>Why a file or a recording is not in a package: stable codes, and the words for the person.</summary>
public static class LeftOutReason
{
    /// <summary>Other people are heard or mentioned in it, and cannot be separated out.</summary>
    public const string OthersNotApart = "othersNotApart";

    /// <summary>Made by others: notes, or keys pressed by staff (GDPR Art. 20(1), "provided").</summary>
    public const string NotProvided = "notProvided";

    /// <summary>Its format does not let turns be told apart.</summary>
    public const string UnreadableTranscript = "unreadableTranscript";

    /// <summary>Left out by the review of the package.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>A part of it was to be silenced, but it can only be left out as a whole.</summary>
    public const string NotInPart = "notInPart";

    public static string Words(string reason) => reason switch
    {
        OthersNotApart => "Other people are in it and cannot be removed without losing your part (Article 15(4), 20(4) GDPR).",
        NotProvided => "It was made by our staff, not provided by you (Article 20(1) GDPR). You may ask for access to it (Article 15).",
        UnreadableTranscript => "We cannot tell who said what in it, so others may be in it (Article 15(4), 20(4) GDPR).",
        Reviewed => "Handing it out would affect the rights of others (Article 15(4), 20(4) GDPR).",
        NotInPart => "Part of it would affect the rights of others, and it cannot be silenced in part (Article 15(4), 20(4) GDPR).",
        _ => "It is not included.",
    };
}
