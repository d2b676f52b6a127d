using System.Collections.Concurrent;
using Compliance.Functions.Keys;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using Compliance.Functions.SubjectRequests;
using Microsoft.DurableTask;

namespace Compliance.Local.Tests.Flows;

/// <summary>What the activities of one instance answer.</summary>
/// <param name="activity">Which one.</param>
/// <param name="turn">1 for its first call.</param>
/// <returns>The answer, or a task of it.</returns>
public delegate object? Scene(string activity, int turn);

/// <summary>The app's own orchestrations. Their activities, which need a whole system, answer by the scene of their instance.</summary>
sealed class AppScenes
{
    public static IReadOnlyList<string> Orchestrations { get; } =
        [SealRecordingOrchestration.Name, HandleRequestOrchestration.Name, RotateKeysOrchestration.Name, BackUpKeyRingOrchestration.Name];

    readonly ConcurrentDictionary<string, Scene> scenes = new(StringComparer.Ordinal);

    public AppScenes(FlowFunctions functions)
    {
        Orchestrator<RecordingStep>(functions, SealRecordingOrchestration.Name, SealRecordingOrchestration.Run);
        Orchestrator<SubjectRequestStep>(functions, HandleRequestOrchestration.Name, HandleRequestOrchestration.Run);
        Orchestrator<TenantStep>(functions, RotateKeysOrchestration.Name, RotateKeysOrchestration.Run);
        Orchestrator<KeyBackupStep>(functions, BackUpKeyRingOrchestration.Name, BackUpKeyRingOrchestration.Run);
        Activities<RecordingStep>(functions, typeof(SealRecordingActivities));
        Activities<SubjectRequestStep>(functions, typeof(HandleRequestActivities));
        Activities<SubjectRequestStep>(functions, typeof(ActOnRecordingsActivities));
        Activities<TenantStep>(functions, typeof(RotateKeysActivities));
        Activities<KeyBackupStep>(functions, typeof(BackUpKeyRingActivities));
    }

    public void Play(string instance, Scene scene) => scenes[instance] = scene;

    static void Orchestrator<T>(FlowFunctions functions, string name, Func<TaskOrchestrationContext, Task> run) =>
        functions.Orchestrator<T>(name, async (context, _) =>
        {
            await run(context);
            return null;
        });

    void Activities<T>(FlowFunctions functions, Type type)
    {
        foreach (var name in type.GetMethods().Where(
            x => x.IsDefined(typeof(Microsoft.Azure.Functions.Worker.FunctionAttribute), false)).Select(x => x.Name))
        {
            functions.Activity<T>(name, async call => scenes[call.InstanceId](name, call.Turn) switch
            {
                Task<object?> later => await later,
                var answer => answer,
            });
        }
    }
}
