using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Http;

/// <summary>Keeps the keys that protect cookies and tokens in the database, for all nodes and across restarts.</summary>
internal sealed class DatabaseKeys(SopDatabase database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.System.OpenConnection();
        return [.. connection.Query<string>("select xml from protection_keys order by id").Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.System.OpenConnection();
        connection.Execute(
            "insert into protection_keys (name, xml) values (@friendlyName, @xml)",
            new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}
