namespace Compliance.Pci;

/// <summary>What changes in each file.</summary>
sealed class FilePlans(IReadOnlyList<TextResult> texts, IReadOnlyList<MediaResult> media, IReadOnlyList<GateMask> masks)
{
    /// <summary>Only the files that change, in order.</summary>
    public IReadOnlyList<GateFilePlan> All()
    {
        var plans = new List<GateFilePlan>();
        foreach (var text in texts.Where(x => !x.Heard))
        {
            GateInlinePlan[] parts = [.. media.Where(x => x.Inline is not null && x.File.Ordinal == text.File.Ordinal && Changed(x))
                .Select(x => new GateInlinePlan(x.Inline!, x.Layout!, Clip(x), x.Tags.Edits))];
            if (text.Edits.Count > 0 || parts.Length > 0)
            {
                plans.Add(new(
                    text.File.Ordinal, text.File.Name, null, [], text.Edits, text.Form.Encoding, Inline: parts.Length > 0 ? parts : null));
            }
        }

        foreach (var medium in media.Where(x => x.Inline is null))
        {
            if (Replaced(medium, masks))
            {
                plans.Add(new(medium.File.Ordinal, medium.File.Name, null, Clip(medium), [], Sound: medium.Sound));
            }
            else if (Changed(medium))
            {
                plans.Add(new(medium.File.Ordinal, medium.File.Name, medium.Layout, Clip(medium), medium.Tags.Edits));
            }
        }

        return [.. plans.OrderBy(x => x.Ordinal)];
    }

    /// <summary>In place. Tags of media that could not be decoded are edited too: nothing in them moves.</summary>
    bool Changed(MediaResult medium) =>
        (medium.Inline is null || medium.Maskable)
        && (medium.Tags.Edits.Count > 0 || (medium.Layout is not null && masks.Any(x => x.Start < medium.Seconds)));

    /// <summary>Compressed sound can't be silenced in place, and its tags not edited.</summary>
    public static bool Replaced(MediaResult medium, IReadOnlyList<GateMask> masks) =>
        medium is { Layout: null, Maskable: true, Inline: null }
        && (medium.Tags.Edits.Count > 0 || masks.Any(x => x.Start < medium.Seconds));

    IReadOnlyList<GateMask> Clip(MediaResult medium) => medium is { Maskable: true, Seconds: { } length }
        ? [.. masks.Where(x => x.Start < length).Select(x => x with { End = Math.Min(x.End, length) })]
        : [];
}
