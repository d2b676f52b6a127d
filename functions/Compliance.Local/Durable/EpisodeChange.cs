using DurableTask.Core;
using DurableTask.Core.History;

namespace Compliance.Local.Durable;

/// <summary>An instance that was handed out with its messages, to be committed only if it has not changed since.</summary>
/// <param name="last">Highest sequence number of the messages handed out.</param>
/// <param name="now">When they were read: further ones may have become due since.</param>
sealed class EpisodeItem(string execution, long episode, string owner, long last, DateTimeOffset now) : TaskOrchestrationWorkItem
{
    public string Execution => execution;

    public long Episode => episode;

    public string Owner => owner;

    public long Last => last;

    public DateTimeOffset ReadAt => now;
}

/// <summary>Result of an episode in the framework.</summary>
/// <param name="State">Null if it discarded the messages: the instance stays as it was.</param>
sealed record EpisodeOutcome(
    OrchestrationRuntimeState Runtime,
    IEnumerable<TaskMessage> Activities,
    IEnumerable<TaskMessage> Messages,
    IEnumerable<TaskMessage> Timers,
    OrchestrationState? State);

/// <summary>Commits an episode with all its consequences.</summary>
sealed class EpisodeChange(EpisodeItem item, EpisodeOutcome outcome, DateTimeOffset now, TimeSpan timersFireEarlyBy) : Change
{
    readonly string id = item.InstanceId;
    readonly string execution = outcome.State?.OrchestrationInstance.ExecutionId ?? item.Execution;

    public override string Step => "turn:" + (outcome.State?.Name ?? "dropped");

    /// <summary>After the commit: false if the instance was ended, replaced or taken over in the meantime; then nothing was
    /// written.</summary>
    public bool Accepted { get; private set; }

    public bool Ended => outcome.State?.OrchestrationStatus
        is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated or OrchestrationStatus.Canceled;

    bool IsNewExecution => execution != item.Execution;

    public override void Apply(StoreWriter writer)
    {
        Accepted = Update(writer);
        if (!Accepted)
        {
            return;
        }

        writer["DELETE FROM inbox WHERE instance=$0 AND seq<=$1 AND (due IS NULL OR due<=$2)"].Run(id, item.Last, item.ReadAt.UtcTicks);
        if (outcome.State is null)
        {
            return;
        }

        writer.Written.Changed.Add(id);
        if (IsNewExecution)
        {
            writer["DELETE FROM history WHERE instance=$0"].Run(id);
            writer["DELETE FROM inbox WHERE instance=$0 AND execution=$1"].Run(id, item.Execution);
        }

        writer["INSERT INTO history(instance, episode, events) VALUES($0, $1, $2)"].Run(
            id, item.Episode, DurableJson.Write(outcome.Runtime.NewEvents));
        if (Ended)
        {
            writer["DELETE FROM inbox WHERE instance=$0"].Run(id);
        }

        Follow(writer);
    }

    bool Update(StoreWriter writer) => (outcome.State is { } state
        ? writer["""
            UPDATE instances SET execution=$4, episode=episode+1, version=$5, status=$6, input=$7, output=$8, custom=$9, failure=$10,
                created=CASE WHEN execution=$4 THEN created ELSE $11 END, updated=$11, ended=$12
            WHERE id=$0 AND execution=$1 AND episode=$2 AND owner=$3 AND ended IS NULL
            """].Run(
            id,
            item.Execution,
            item.Episode,
            item.Owner,
            execution,
            state.Version,
            (int)state.OrchestrationStatus,
            state.Input,
            state.Output,
            state.Status,
            DurableJson.Write(state.FailureDetails),
            now.UtcTicks,
            Ended ? now.UtcTicks : null)
        : writer["UPDATE instances SET episode=episode WHERE id=$0 AND execution=$1 AND episode=$2 AND owner=$3 AND ended IS NULL"].Run(
            id, item.Execution, item.Episode, item.Owner)) > 0;

    void Follow(StoreWriter writer)
    {
        foreach (var activity in outcome.Activities)
        {
            writer.Schedule(activity, item.Owner);
        }

        foreach (var message in outcome.Messages)
        {
            if (message.Event is ExecutionStartedEvent)
            {
                writer.Create(message, item.Owner, now);
            }
            else
            {
                writer.Send(message);
            }
        }

        foreach (var timer in outcome.Timers)
        {
            // Timers that are already due are sent the same way, so that they are read in the order of their times.
            writer.Send(timer, (((TimerFiredEvent)timer.Event).FireAt - timersFireEarlyBy).Ticks);
        }
    }
}
