namespace Compliance.Local.Hosting;

/// <summary>What was opened, closed in reverse order: at the end, or when the next thing fails to open.</summary>
sealed class DisposalStack : IAsyncDisposable
{
    readonly Stack<object> opened = new();

    public T Push<T>(T resource)
        where T : class
    {
        opened.Push(resource);
        return resource;
    }

    public async ValueTask DisposeAsync()
    {
        while (opened.TryPop(out var resource))
        {
            if (resource is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)resource).Dispose();
            }
        }
    }
}
