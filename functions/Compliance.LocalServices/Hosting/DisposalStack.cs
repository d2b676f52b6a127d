namespace Compliance.Local.Hosting;

/// <summary>Disposes of everything opened, in reverse order: at the end, or when a later step fails.</summary>
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
