using Microsoft.Extensions.Logging;

namespace Compliance.TestKit;

/// <summary>What was logged, as lines. Nobody may log an exception itself: its message can hold anything.</summary>
sealed class LogLines<T> : ILogger<T>
{
    public List<string> Written { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Assert.Null(exception);
        Written.Add(formatter(state, exception));
    }
}
