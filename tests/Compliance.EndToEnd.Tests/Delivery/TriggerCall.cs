using System.Collections;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Recordings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Delivery;

/// <summary>Delivers an event to a host's trigger functions by hand, as often as a test wants.</summary>
public sealed class TriggerCall(AppHost app)
{
    readonly RecordingTriggers triggers = ActivatorUtilities.CreateInstance<RecordingTriggers>(app.Host.Services);

    DurableTaskClient Client => app.Host.Services.GetRequiredService<DurableTaskClient>();

    public Task ArrivedAsync(string tenant, string recordingId, int ordinal) =>
        triggers.Arrived(app.Inbox.GetBlobClient($"{tenant}/{recordingId}/{ordinal}"), tenant, recordingId, Client, new NoContext());

    public Task ReconcileAsync() => triggers.Reconcile(new TimerInfo(), Client, new NoContext());

    sealed class NoContext : FunctionContext
    {
        public override string InvocationId => "by-hand";

        public override string FunctionId => "by-hand";

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override IServiceProvider InstanceServices { get; set; } = new ServiceCollection().BuildServiceProvider();

        public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

        public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

        public override IInvocationFeatures Features { get; } = new NoFeatures();
    }

    sealed class NoFeatures : IInvocationFeatures
    {
        public T? Get<T>() => default;

        public void Set<T>(T instance) => throw new NotSupportedException();

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => Enumerable.Empty<KeyValuePair<Type, object>>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
