using System.Text.Json;
using Microsoft.DurableTask;

namespace Compliance.Local.Durable;

/// <summary>
/// Events that await their waiter and waiters that await their event. Names compare without regard to case; events are kept in order;
/// of several waiters the last gets the next event, and a cancelled one still takes its event, as on Azure.
/// </summary>
sealed class ExternalEvents(DataConverter converter)
{
    readonly Dictionary<string, Stack<IWaiter>> waiters = new(StringComparer.OrdinalIgnoreCase);
    readonly List<(string Name, string? Data)> buffer = [];

    interface IWaiter
    {
        Type Type { get; }

        bool IsOpen { get; }

        void Complete(DataConverter converter, string? data);
    }

    public bool HasOpenWaiters => waiters.Values.Any(stack => stack.Any(waiter => waiter.IsOpen));

    public Task<T> Wait<T>(string name, CancellationToken cancellation)
    {
        if (waiters.TryGetValue(name, out var stack) && stack.TryPeek(out var other) && other.Type != typeof(T))
        {
            throw new ArgumentException(
                $"Waiters of one event must agree on its type: '{name}' is awaited as {other.Type.FullName}, now as {typeof(T).FullName}.",
                nameof(name));
        }

        if (stack is null)
        {
            waiters[name] = stack = new();
        }

        Waiter<T> waiter = new();
        stack.Push(waiter);
        var early = buffer.FindIndex(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase));
        if (early >= 0)
        {
            var data = buffer[early].Data;
            buffer.RemoveAt(early);
            Raise(name, data);
        }

        cancellation.Register(() => waiter.Source.TrySetCanceled(cancellation));
        return waiter.Source.Task;
    }

    public void Raise(string name, string? data)
    {
        if (waiters.TryGetValue(name, out var stack) && stack.TryPop(out var waiter))
        {
            if (stack.Count == 0)
            {
                waiters.Remove(name);
            }

            waiter.Complete(converter, data);
        }
        else
        {
            buffer.Add((name, data));
        }
    }

    /// <summary>What nobody waited for, oldest first.</summary>
    public IReadOnlyList<(string Name, string? Data)> Unprocessed() => [.. buffer];

    sealed class Waiter<T> : IWaiter
    {
        public TaskCompletionSource<T> Source { get; } = new();

        public Type Type => typeof(T);

        public bool IsOpen => !Source.Task.IsCompleted;

        public void Complete(DataConverter converter, string? data)
        {
            try
            {
                Source.TrySetResult(data is null ? default! : converter.Deserialize<T>(data)!);
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidCastException)
            {
                // The sender chose the payload: whoever waits learns of it, the engine goes on.
                Source.TrySetException(exception);
            }
        }
    }
}
