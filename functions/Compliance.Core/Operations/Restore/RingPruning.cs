using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Recordings;

namespace Compliance.Operations;

/// <summary>What happened to a record of a backup.</summary>
public enum RingFate
{
    /// <summary>It is in the key ring again.</summary>
    Written,

    /// <summary>A record exists; it may be newer and stays.</summary>
    Standing,

    /// <summary>The recording that it opens was erased.</summary>
    Erased,

    /// <summary>The recording that it opens has been sealed again under another key, and this key was shredded.</summary>
    Superseded,

    /// <summary>There is no recording for it.</summary>
    Unknown,
}

/// <summary>
/// Determines, from the recording's state, how much of its record in a backup may come back: no key of a generation that was shredded after
/// the backup, and no manifest older than the state's. The remaining record must be able to open the state's manifest.
/// </summary>
public static class RingPruning
{
    /// <param name="document">Null if there is no such recording.</param>
    /// <returns>The record to write, with <see cref="RingFate.Written"/>; otherwise null.</returns>
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

    /// <summary>
    /// Not verified: a forged higher sequence makes the recording unreadable, which anybody who can write states can achieve anyway.
    /// </summary>
    internal static long SequenceOf(RecordingDocument document) => document.Manifest is { } manifest
        ? StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(manifest)).Sequence
        : 0;
}
