module locksmith.example/desk

go 1.19
