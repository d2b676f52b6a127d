using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Recordings;

namespace Compliance.Operations;

/// <summary>What became of a record of a backup.</summary>
public enum RingFate
{
    /// <summary>It lies in the key ring again.</summary>
    Written,

    /// <summary>A record stands there: it may be newer, and stays.</summary>
    Standing,

    /// <summary>What it opens was erased.</summary>
    Erased,

    /// <summary>What it opens was sealed again since, under another key, and this one was shredded.</summary>
    Superseded,

    /// <summary>There is no recording that it would open.</summary>
    Unknown,
}

/// <summary>
/// How much of a recording's record in a backup may come back, by the recording's state: no key of a generation that was shredded after the
/// backup, and no manifest older than the state's. What is left of the record has to open the state's manifest.
/// </summary>
public static class RingPruning
{
    /// <param name="document">Null: there is no such recording.</param>
    /// <returns>The record as it may be written with <see cref="RingFate.Written"/>, else null.</returns>
    public static (RingFate Fate, RecordingKeyRecord? Record) Prune(RecordingKeyRecord record, RecordingDocument? document)
    {
        switch (document)
        {
            case null:
                return (RingFate.Unknown, null);
            case { State: Compliance.Model.RecordingState.Erasing or Compliance.Model.RecordingState.Erased }:
                return (RingFate.Erased, null);
        }

        var pruned = record with
        {
            Keys = [.. record.Keys.Where(x => x.Generation >= HeldGeneration.Oldest(document))],
            MinSequence = Math.Max(record.MinSequence, SequenceOf(document)),
        };
        return pruned.Keys.Any(x => x.Generation == document.KeyGeneration) ? (RingFate.Written, pruned) : (RingFate.Superseded, null);
    }

    /// <summary>Not verified: one forged upwards makes the recording unreadable, which whoever writes states can do anyway.</summary>
    internal static long SequenceOf(RecordingDocument document) => document.Manifest is { } manifest
        ? StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(manifest)).Sequence
        : 0;
}
