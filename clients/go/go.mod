module github.com/customary/customary/clients/go

go 1.19
