"""After the money has gone out (贷后): what the day close makes of every loan."""
