using Compliance.Forms;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>Each window ends after it starts, and lies within the media if its length is stated.</summary>
sealed class WindowRules(FieldRules rules)
{
    public void Check(string field, IReadOnlyList<PauseWindow?>? windows, double? durationSeconds)
    {
        if (!rules.Counts(field, windows, 0, FieldLimits.PauseWindows))
        {
            return;
        }

        var end = Math.Min(durationSeconds ?? double.MaxValue, FieldLimits.DurationSeconds) + FieldLimits.WindowOverhang.TotalSeconds;
        for (var i = 0; i < windows.Count; i++)
        {
            if (windows[i] is not { } window)
            {
                continue;
            }

            var at = $"{field}[{i}]";
            rules.Require(window.Start >= 0, $"{at}.start", "must be 0 or more");
            rules.Require(window.End > window.Start, $"{at}.end", "must be after start");
            rules.Require(window.End <= end, $"{at}.end", "must be within the media's duration");
            rules.Counts($"{at}.channels", window.Channels, 1, Enum.GetValues<PauseChannel>().Length);
            rules.Require(
                window.Channels is null || window.Channels.Distinct().Count() == window.Channels.Count,
                $"{at}.channels",
                "must list each channel at most once");
        }
    }
}
