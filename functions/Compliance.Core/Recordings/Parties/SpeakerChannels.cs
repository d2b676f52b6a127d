using System.Globalization;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// Numbers of channels in one transcript. Some forms count from 0, some from 1; a file shows which only if it names more than one. A single
/// number may stand for a mix of all channels, so it tells nothing.
/// </summary>
sealed class SpeakerChannels
{
    readonly int? first;

    public SpeakerChannels(SpokenText text, IReadOnlyList<Party> parties)
    {
        var numbers = text.Speakers.SelectMany(x => x).Select(x => NumberOf(x)).OfType<int>().Distinct().ToList();
        var channels = parties.Select(x => x.Channel + 1 ?? 0).DefaultIfEmpty(0).Max();
        first = numbers.Count < 2 ? null
            : numbers.Min() == 0 ? 0
            : numbers.Min() == 1 && numbers.Max() == channels ? 1
            : null;
    }

    /// <summary>The only party on the channel that a label names, of those who were on the call at that time.</summary>
    /// <param name="at">Seconds; null if unknown.</param>
    public int? Of(IReadOnlyList<Party> parties, SpeakerLabel label, double? at)
    {
        if (NumberOf(label) - first is not { } channel)
        {
            return null;
        }

        var those = parties.Index().Where(x => x.Item.Channel == channel).ToList();
        those = those.Count > 1 && at is { } time ? those.FindAll(x => PartySpeakers.IsThere(x.Item, time)) : those;
        return those is [var only] ? only.Index : null;
    }

    /// <summary><c>0</c>, <c>"1"</c>, <c>ch_0</c>.</summary>
    public static int? NumberOf(SpeakerLabel label)
    {
        if (!label.Member.Contains("channel", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var digits = label.Value.TrimStart('c', 'h', 'C', 'H', '_', '-', ' ');
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 64 ? number : null;
    }
}
