using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What becomes of one file in a copy.</summary>
/// <param name="Silenced">Channels that are silenced; empty: the file as it is.</param>
/// <param name="LeftOut">One of <see cref="LeftOutReason"/>; null: it is included.</param>
sealed record FileTreatment(IReadOnlyList<int> Silenced, string? LeftOut)
{
    static readonly FileTreatment Whole = new([], null);

    /// <param name="layout">Where the samples of a WAV file lie; null for what is no WAV.</param>
    public static FileTreatment Of(FileContent kind, WavLayout? layout, CallPeople people, SubjectRequestType right) => kind switch
    {
        FileContent.Audio or FileContent.Video => people.AllHeard ? Whole : Media(layout, people),
        FileContent.Transcript => Whole,

        // Nobody says who wrote a note or pressed a key: that it is the person's own part can't be shown.
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

/// <summary>Why a file, or a recording, is not in a package: stable codes, and what a person is told.</summary>
public static class LeftOutReason
{
    /// <summary>Other people are heard or told of in it, and can't be taken out.</summary>
    public const string OthersNotApart = "othersNotApart";

    /// <summary>Made by others: notes, keys pressed by staff (GDPR Art. 20(1), "provided").</summary>
    public const string NotProvided = "notProvided";

    /// <summary>Not of a form that turns can be told apart in.</summary>
    public const string UnreadableTranscript = "unreadableTranscript";

    /// <summary>Left out when the package was looked at.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>Something was to be silenced in it, and only all of it can be taken out.</summary>
    public const string NotInPart = "notInPart";

    public static string Words(string reason) => reason switch
    {
        OthersNotApart => "Other people are in it and cannot be taken out without losing your part (Article 15(4), 20(4) GDPR).",
        NotProvided => "It was made by our staff, not provided by you (Article 20(1) GDPR). You may ask for access to it (Article 15).",
        UnreadableTranscript => "We cannot tell in it who said what, so others may be in it (Article 15(4), 20(4) GDPR).",
        Reviewed => "Handing it out would affect the rights of others (Article 15(4), 20(4) GDPR).",
        NotInPart => "Part of it would affect the rights of others, and it cannot be silenced in part (Article 15(4), 20(4) GDPR).",
        _ => "It is not included.",
    };
}
