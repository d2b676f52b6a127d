using Microsoft.AspNetCore.Mvc;

namespace Compliance.Functions.Http;

/// <summary>A small document other than our JSON.</summary>
sealed class ContentAnswer(string contentType, ReadOnlyMemory<byte> body) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        ResponseHeaders.SetCommon(context.HttpContext.Response);
        return ResponseHeaders.SendAsync(context.HttpContext, contentType, body);
    }
}
